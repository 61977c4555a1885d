/** The keys of a log when the store gets a new master key: wrapped anew, with every record left as it is. */
import { existsSync } from 'node:fs';
import type { MasterKey } from '../../store/sealing/master-key.ts';
import { seal } from '../../store/sealing/seal.ts';
import { FileLock } from '../../store/sqlite/file-lock.ts';
import type { KeysElsewhere } from '../../store/sqlite/index.ts';
import { StoreFailure } from '../../store/index.ts';
import { lockFile } from './access-log.ts';
import { keysFile, placeOf, readRows, unwrap, writeRows } from './log-keys.ts';

/** Undefined: the folder has no log. */
export function accessLogKeys(folder: string): KeysElsewhere | undefined {
  const file = keysFile(folder);
  if (!existsSync(file)) return undefined;
  return {
    file,
    canOpen: (known) => readRows(file).every((row) => unwrap(row, known) !== undefined),
    wrapAnew: (known, to) => whileNobodyWrites(folder, () => wrapAnew(file, known, to)),
  };
}

function wrapAnew(file: string, known: readonly MasterKey[], to: MasterKey): number {
  const rows = readRows(file).map((row) => {
    const bytes = row.masterId === to.id ? undefined : unwrap(row, known);
    if (bytes === undefined) return row;
    return { ...row, masterId: to.id, wrapped: seal(to.key, bytes, placeOf(row)).toString('base64') };
  });
  writeRows(file, rows);
  return rows.length;
}

function whileNobodyWrites<T>(folder: string, work: () => T): T {
  const lock = new FileLock(lockFile(folder));
  try {
    if (!lock.tryLock())
      throw new StoreFailure('store-locked', `the access log ${folder} is in use by another process`);
    return work();
  } finally {
    lock.close();
  }
}
