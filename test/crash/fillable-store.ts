/** Stores on a disk that fills up: on a small file system where one can be mounted, and with a limit of pages everywhere. */
import { join } from 'node:path';
import type { Store } from '../../nodes/lib/store/index.ts';
import { openConnection, type Connection } from '../../nodes/lib/store/sqlite/connection.ts';
import { HighWaterMark } from '../../nodes/lib/store/sqlite/high-water-mark.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import { Keyring } from '../../nodes/lib/store/sqlite/keyring.ts';
import { Session } from '../../nodes/lib/store/sqlite/session.ts';
import { query } from '../../nodes/lib/store/sqlite/sql.ts';
import { SqliteStore } from '../../nodes/lib/store/sqlite/sqlite-store.ts';
import { temporaryFolder } from '../lib/store/sqlite/sqlite-bed.ts';
import { SmallDisk } from '../support/small-disk.ts';

export interface FillableStore {
  store: Store;
  file: string;
  fill(): void;
  empty(): void;
  /** Closes the store and opens it again. */
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

/** Only where `SmallDisk.isPossible`. */
export async function onSmallDisk(): Promise<FillableStore> {
  const disk = SmallDisk.mount(8);
  const file = join(disk.path, 'orbit.sqlite');
  const fillable: FillableStore = {
    store: await openSqliteStore({ file }),
    file,
    fill: () => disk.fill(),
    empty: () => disk.empty(),
    reopen: async () => {
      await fillable.store.close();
      fillable.store = await openSqliteStore({ file });
    },
    remove: async () => {
      await fillable.store.close();
      disk.remove();
    },
  };
  return fillable;
}

const PAGES = query<{ page_count: number }>('PRAGMA page_count');

export async function withPageLimit(): Promise<FillableStore> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'orbit.sqlite');
  await (await openSqliteStore({ file })).close();
  let connection: Connection;
  const open = (): Store => {
    connection = openConnection(file);
    const keyring = Keyring.open(connection, { file: join(folder.path, 'store-key') });
    const mark = new HighWaterMark(file, { event: 0, message: 0 });
    const options = { file, mark, groupDelayMs: 0, failpoint: undefined, onOutage: undefined };
    return new SqliteStore(connection, new Session(connection, keyring, String(performance.now())), options);
  };
  const fillable: FillableStore = {
    store: open(),
    file,
    fill: () => connection.execute(`PRAGMA max_page_count = ${String(connection.get(PAGES)?.page_count)}`),
    empty: () => connection.execute('PRAGMA max_page_count = 1000000'),
    reopen: async () => {
      await fillable.store.close();
      fillable.store = open();
    },
    remove: async () => {
      await fillable.store.close();
      await folder.remove();
    },
  };
  return fillable;
}
