/** A store file of its own in a temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import { openSqliteStore } from '../../../../nodes/lib/store/sqlite/index.ts';
import type { StoreBed } from '../store-contract.ts';

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'orbit-store-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function sqliteBed(): Promise<StoreBed> {
  const folder = await temporaryFolder();
  let open: Store | undefined;
  return {
    open: async (opening = {}) => {
      open = await openSqliteStore({ file: join(folder.path, 'store.sqlite'), lockWaitMs: 0, ...opening });
      return open;
    },
    remove: async () => {
      await open?.close();
      await folder.remove();
    },
  };
}
