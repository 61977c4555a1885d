/**
 * `npm run audit:export -- --format storelog|fhir --out <folder> --system <HSA-id> [--from <date>] [--to <date>]`: writes the accesses for whoever
 * has to account for them, patients in clear. 0: done, 2: done, but the log is not whole, 1: not done. See docs/access-log.md.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { OpenedRecord } from '../nodes/lib/launch/access-log/index.ts';
import { readEnvironment } from './environment.ts';
import { loadAccessLogRoom, type AccessLogRoom } from './orbit-room.ts';

const { values } = parseArgs({
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    system: { type: 'string' },
    address: { type: 'string' },
    'local-root': { type: 'string' },
    'encounter-system': { type: 'string' },
    folder: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
});

interface Written {
  files: number;
  records: number;
  /** Records the format has no place for. */
  left: number;
}

try {
  process.exitCode = await run();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const { format, out, system } = values;
  const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
  if (!check.ok) throw new Error(check.problems.join('\n'));
  if (format !== 'storelog' && format !== 'fhir') throw new Error('--format is storelog or fhir');
  if (out === undefined) throw new Error('--out is missing: the folder to write to. It will hold patients in clear.');
  if (system === undefined) throw new Error('--system is missing: the HSA-id of this system');
  const { dataDir } = check.environment;
  const folder = values.folder ?? join(dataDir, 'access-log');
  const key = { given: process.env.ORBIT_STORE_KEY, file: join(dataDir, 'store-key') };
  const room = await loadAccessLogRoom();
  const log = await room.verifyLog({ folder, key });
  if (log === undefined) throw new Error(`There is no access log in ${folder}.`);
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const records = room.readLog({ folder, key, from: dayOf('from', '00:00'), until: dayOf('to', '24:00') });
  const written =
    format === 'storelog'
      ? await writeStoreLog(room, records, system, out)
      : await writeFhir(room, records, system, out);
  console.log(`${String(written.records)} records in ${String(written.files)} files in ${out}.`);
  if (written.left > 0) {
    console.log(
      `${String(written.left)} records are of nobody who had signed in: the contract has no place for them. --format fhir has.`,
    );
  }
  if (!log.isWhole) console.log('The log is not whole: npm run audit:verify says where.');
  return log.isWhole ? 0 : 2;
}

/** One file for each request the log service takes. */
async function writeStoreLog(
  { storeLog, storeLogRequest, MOST_LOGS_IN_A_REQUEST: most }: AccessLogRoom,
  records: AsyncIterable<OpenedRecord>,
  systemId: string,
  out: string,
): Promise<Written> {
  const written = { files: 0, records: 0, left: 0 };
  let logs: string[] = [];
  const flush = (): void => {
    if (logs.length === 0) return;
    written.files += 1;
    write(out, `storelog-${String(written.files).padStart(5, '0')}.xml`, storeLogRequest(logs));
    logs = [];
  };
  for await (const record of records) {
    const log = storeLog(record, { systemId, localRoot: values['local-root'] });
    if (log === undefined) {
      written.left += 1;
      continue;
    }
    written.records += 1;
    if (logs.push(log) === most) flush();
  }
  flush();
  return written;
}

async function writeFhir(
  { auditEvent }: AccessLogRoom,
  records: AsyncIterable<OpenedRecord>,
  systemId: string,
  out: string,
): Promise<Written> {
  const options = {
    systemId,
    systemAddress: values.address,
    localRoot: values['local-root'],
    encounterSystem: values['encounter-system'],
  };
  const lines: string[] = [];
  for await (const record of records) lines.push(`${JSON.stringify(auditEvent(record, options))}\n`);
  write(out, 'audit-events.ndjson', lines.join(''));
  return { files: 1, records: lines.length, left: 0 };
}

/** An export that is there already may have been sent: it is never written over. */
function write(folder: string, name: string, content: string): void {
  const file = join(folder, name);
  if (existsSync(file)) throw new Error(`${file} is there already; choose another folder`);
  writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
}

/** In the time zone of this machine. */
function dayOf(name: 'from' | 'to', hour: string): Date | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T${hour}`) : Number.NaN;
  if (Number.isNaN(time)) throw new Error(`--${name} is a day such as 2026-03-31`);
  return new Date(time);
}
