/** `npm run store:clean`: removes what has been kept long enough from the stores of a data folder while Orbit is stopped. A running Orbit does so by itself. */
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { loadStoreRoom, storesOf, type StoreConfig } from './store-room.ts';

const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
if (!check.ok) {
  for (const problem of check.problems) console.error(problem);
  process.exit(78);
}
try {
  const { dataDir } = check.environment;
  const stores = storesOf(dataDir);
  if (stores.length === 0) throw new Error(`There is no store in ${dataDir}; is ORBIT_DATA_DIR the right folder?`);
  for (const store of stores) await clean(store, dataDir);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(1);
}

async function clean({ file, node }: StoreConfig, dataDir: string): Promise<void> {
  const { openSqliteStore, readRetention, removeAllExpired } = await loadStoreRoom();
  const { retention, unusable } = readRetention(node);
  if (unusable.length > 0) console.log(`${file}: the flow does not set ${unusable.join(', ')}; the defaults count.`);
  const key = { given: process.env.ORBIT_STORE_KEY, file: join(dataDir, 'store-key') };
  const store = await openSqliteStore({ file, key, lockWaitMs: 0 });
  try {
    const { contents, rejections, events, cases, keys } = await removeAllExpired(store, { retention, now: new Date() });
    const removed = `${String(contents)} contents, ${String(rejections)} refusals, ${String(events)} events, ${String(cases)} cases, ${String(keys)} keys`;
    console.log(`${file}: removed ${removed}.`);
  } finally {
    await store.close();
  }
}
