/**
 * `npm run reconcile -- <file> [--report file.csv] [--json file.json] [--encoding utf8|latin1] [--exported-at <time>] [--url <address>]`:
 * compares an export of Orbit with what a running Orbit → Millennium has told. 0: nothing differs, 2: something does. See docs/reconcile.md.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Discrepancy, KnownCase, SurgicalEvent } from '../nodes/lib/surgery/index.ts';
import { readEnvironment } from './environment.ts';
import { addressOf, ask, type OrbitAddress } from './orbit-client.ts';
import { loadOrbitRoom, loadSurgeryRoom } from './orbit-room.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    report: { type: 'string' },
    json: { type: 'string' },
    encoding: { type: 'string', default: 'utf8' },
    'exported-at': { type: 'string' },
    url: { type: 'string' },
  },
});

interface Row extends Discrepancy {
  caseId: string;
  hospital: string;
  /** Of the operation; '' where the export has none. */
  day: string;
}

const ORDER = ['critical', 'high', 'medium'];

try {
  process.exitCode = await run();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const [path] = positionals;
  const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
  if (!check.ok) throw new Error(check.problems.join('\n'));
  if (path === undefined || !existsSync(path))
    throw new Error('Name the file of the export: npm run reconcile -- bookings.csv');
  const { cases, notValid } = await newestOf(path);
  const { reconcileCase } = await loadSurgeryRoom();
  const address = addressOf(check.environment, values.url);
  const rows: Row[] = [];
  for (const event of cases) {
    const { caseId, hospital } = event;
    const day = event.case?.time.start.slice(0, 10) ?? '';
    const found = reconcileCase(event, await knownCase(address, caseId), new Date());
    rows.push(...found.map((discrepancy) => ({ ...discrepancy, caseId, hospital, day })));
  }
  rows.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.day.localeCompare(b.day));
  tell(cases.length, notValid, rows);
  return rows.length === 0 && notValid === 0 ? 0 : 2;
}

/** Of each case the newest version; operations that are over are left out. */
async function newestOf(path: string): Promise<{ cases: SurgicalEvent[]; notValid: number }> {
  if (values.encoding !== 'utf8' && values.encoding !== 'latin1') throw new Error('--encoding is utf8 or latin1');
  const room = await loadOrbitRoom();
  const form = await room.formOf(path, { encoding: values.encoding, exportedAt: values['exported-at'] });
  if (form === undefined) throw new Error('The file is empty.');
  const newest = new Map<string, SurgicalEvent>();
  let notValid = 0;
  const now = Date.now();
  for await (const { event } of room.readExport(path, form)) {
    const parsed = room.parseOrbitEvent(event);
    if (!parsed.ok) {
      notValid += 1;
      continue;
    }
    const start = parsed.event.case?.time.start;
    if (start !== undefined && Date.parse(start) < now) continue;
    const known = newest.get(parsed.event.caseId);
    if (known === undefined || known.version < parsed.event.version) newest.set(parsed.event.caseId, parsed.event);
  }
  return { cases: [...newest.values()], notValid };
}

interface CaseAnswer {
  ledger: KnownCase['ledger'];
  links: { state: string; updatedAt: string }[];
  events: { eventId: string; state: string }[];
}

async function knownCase(address: OrbitAddress, caseId: string): Promise<KnownCase | undefined> {
  const answer = await ask(address, `/orbit/cases/${encodeURIComponent(caseId)}`);
  if (answer.status === 404) return undefined;
  const { ledger, links, events } = (await answer.json()) as CaseAnswer;
  const heldFor: string[] = [];
  for (const { eventId, state } of events) {
    if (state !== 'held' && state !== 'stuck') continue;
    const story = (await (await ask(address, `/orbit/events/${encodeURIComponent(eventId)}`)).json()) as {
      problem: { code: string } | null;
    };
    heldFor.push(story.problem?.code ?? 'message-held');
  }
  const pending = links.filter(({ state }) => state === 'pending').map(({ updatedAt }) => Date.parse(updatedAt));
  return { ledger, heldFor, pendingSince: pending.length === 0 ? undefined : new Date(Math.min(...pending)) };
}

function tell(count: number, notValid: number, rows: readonly Row[]): void {
  const byRule = new Map<string, number>();
  for (const { rule } of rows) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const rules = [...byRule].sort(([a], [b]) => a.localeCompare(b)).map(([rule, times]) => `${rule} ${String(times)}`);
  console.log(
    `${String(count)} cases compared; ${rules.join(', ') || 'nothing differs'}; ${String(notValid)} rows not valid`,
  );
  for (const { rule, severity, caseId, hospital, day, action } of rows.slice(0, 20))
    console.log(`${rule} ${severity} ${caseId} ${hospital} ${day}: ${action}`);
  if (rows.length > 20) console.log(`… and ${String(rows.length - 20)} more; --report and --json write them down.`);
  const cells = rows.map((row) => [row.rule, row.severity, row.caseId, row.hospital, row.day, row.action].join(';'));
  if (values.report !== undefined)
    writeFileSync(values.report, ['rule;severity;case;hospital;day;action', ...cells, ''].join('\n'));
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ compared: count, notValid, rows }, null, 2)}\n`);
}
