/**
 * `npm run backload -- <file> [--check] [--rate 20] [--ahead 50] [--encoding utf8|latin1] [--exported-at <time>] [--url <address>] [--problems <file.csv>]`:
 * sends the future bookings of an export to a running Orbit. See docs/backload.md.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ExportForm } from '../nodes/lib/orbit/index.ts';
import { checkExport, type CheckedExport } from './backload-check.ts';
import { sendExport, type Progress } from './backload-send.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { addressOf } from './orbit-client.ts';
import { loadOrbitRoom, type OrbitRoom } from './orbit-room.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    rate: { type: 'string', default: '20' },
    ahead: { type: 'string', default: '50' },
    encoding: { type: 'string', default: 'utf8' },
    'exported-at': { type: 'string' },
    url: { type: 'string' },
    problems: { type: 'string' },
  },
});

try {
  process.exitCode = await run();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

/** @returns 0 all is well, 2 a person has to look at something */
async function run(): Promise<number> {
  const [path] = positionals;
  const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
  if (!check.ok) throw new Error(check.problems.join('\n'));
  if (path === undefined || !existsSync(path))
    throw new Error('Name the file of the export: npm run backload -- bookings.csv');
  const encoding = encodingNamed(values.encoding);
  const [rate, ahead] = [positive('rate', values.rate), positive('ahead', values.ahead)];
  const room = await loadOrbitRoom();
  const form = await room.formOf(path, { encoding, exportedAt: values['exported-at'] });
  if (form === undefined) throw new Error('The file is empty.');
  const checked = await checkExport(path, form, room, new Date());
  tellCheck(checked);
  if (values.check || checked.order.length === 0) return checked.refusedCount === 0 ? 0 : 2;
  return send(path, form, checked, room, check.environment, { rate, ahead });
}

async function send(
  path: string,
  form: ExportForm,
  checked: CheckedExport,
  room: OrbitRoom,
  environment: Environment,
  pace: { rate: number; ahead: number },
): Promise<number> {
  const report = await sendExport(path, form, checked, room, {
    ...addressOf(environment, values.url),
    ...pace,
    onProgress: progressPrinter(),
  });
  console.log(JSON.stringify(report.counts));
  const problems = [
    ...checked.refused.flatMap(({ row, caseId, issues }) =>
      issues.map(({ pointer, message }) => [row, caseId, 'not-valid', `${pointer} ${message}`]),
    ),
    ...report.problems.map(({ row, eventId, outcome, code }) => [row, eventId, outcome, code]),
  ];
  if (values.problems !== undefined)
    writeFileSync(
      values.problems,
      `row;case or event;outcome;code\n${problems.map((line) => `${line.join(';')}\n`).join('')}`,
    );
  return problems.length === 0 ? 0 : 2;
}

function tellCheck({ order, refused, refusedCount, past, hospitals }: CheckedExport): void {
  const places = Object.entries(hospitals).map(([hospital, count]) => `${hospital} ${String(count)}`);
  console.log(
    `${String(order.length)} bookings to send (${places.join(', ') || 'none'}); ${String(past)} are over; ${String(refusedCount)} rows are not valid.`,
  );
  for (const { row, caseId, issues } of refused.slice(0, 20))
    for (const { pointer, message } of issues.slice(0, 3))
      console.log(`row ${String(row)} ${caseId}: ${pointer} ${message}`);
  if (refusedCount > 20)
    console.log(`… and ${String(refusedCount - 20)} more; --problems <file.csv> writes them down.`);
}

/** A line a second on a terminal, one for every tenth elsewhere. */
function progressPrinter(): (progress: Progress) => void {
  const began = performance.now();
  let [told, tenth] = [0, 0];
  return ({ done, total, counts }) => {
    const now = performance.now();
    const isTenth = Math.floor((done * 10) / total) > tenth;
    if (!isTenth && !(process.stderr.isTTY && now - told > 1000)) return;
    [told, tenth] = [now, Math.floor((done * 10) / total)];
    const minutes = Math.ceil((((now - began) / done) * (total - done)) / 60_000);
    process.stderr.write(
      `${String(done)} of ${String(total)} (${String(Math.floor((done * 100) / total))} %), about ${String(minutes)} min left, ${String(counts.held)} held\n`,
    );
  };
}

function encodingNamed(name: string): ExportForm['encoding'] {
  if (name === 'utf8' || name === 'latin1') return name;
  throw new Error('--encoding is utf8 or latin1');
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0`);
  return number;
}
