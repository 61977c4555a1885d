/**
 * `npm run audit:verify [-- --folder <access-log>] [--anchor <number>:<hash>]...`: checks that the access log is what was written, and says where
 * it is not. 0: it is whole, 2: it is not, 1: it could not be checked. See docs/access-log.md.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LogCheck } from '../nodes/lib/launch/access-log/index.ts';
import { readEnvironment } from './environment.ts';
import { loadAccessLogRoom } from './orbit-room.ts';

const { values } = parseArgs({
  options: { folder: { type: 'string' }, anchor: { type: 'string', multiple: true, default: [] } },
});

try {
  process.exitCode = await run();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
  if (!check.ok) throw new Error(check.problems.join('\n'));
  const { dataDir } = check.environment;
  const folder = values.folder ?? join(dataDir, 'access-log');
  const { verifyLog } = await loadAccessLogRoom();
  const key = { given: process.env.ORBIT_STORE_KEY, file: join(dataDir, 'store-key') };
  const log = await verifyLog({ folder, key, anchors: values.anchor.map(readAnchor) });
  if (log === undefined) throw new Error(`There is no access log in ${folder}.`);
  report(log);
  return log.isWhole ? 0 : 2;
}

function report({ files, count, from, to, end, findings, isWhole }: LogCheck): void {
  for (const { severity, file, line, text } of findings) {
    const where = file === '' ? 'The log' : `${file}, line ${String(line)}`;
    console.log(`${severity === 'break' ? 'BROKEN' : 'Note'}: ${where}: ${text}`);
  }
  const span = from === undefined || to === undefined ? '' : `, from ${from} to ${to}`;
  console.log(`${String(count)} records in ${String(files.length)} files${span}.`);
  console.log(isWhole ? 'The chain is whole.' : 'The chain is broken: the log is not what was written.');
  if (!isWhole || end.sequence === 0) return;
  console.log(`Keep this in another place to compare with later: --anchor ${String(end.sequence)}:${end.hash}`);
}

function readAnchor(text: string): { sequence: number; hash: string } {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new Error('--anchor is a number, a colon and 64 hexadecimal digits');
  return { sequence: Number(sequence), hash };
}
