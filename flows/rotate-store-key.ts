/** `npm run store:rotate-key`: gives the stores of a data folder a new master key while Orbit is stopped. The new key is made, or taken from ORBIT_STORE_KEY_NEW. */
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { loadAccessLogRoom } from './orbit-room.ts';
import { loadStoreRoom, storesOf } from './store-room.ts';

const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
if (!check.ok) {
  for (const problem of check.problems) console.error(problem);
  process.exit(78);
}
try {
  await rotate(check.environment.dataDir);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exit(1);
}

async function rotate(dataDir: string): Promise<void> {
  const { rotateStoreKey } = await loadStoreRoom();
  const files = storesOf(dataDir).map(({ file }) => file);
  if (files.length === 0) throw new Error(`There is no store in ${dataDir}; is ORBIT_DATA_DIR the right folder?`);
  const { accessLogKeys } = await loadAccessLogRoom();
  const logKeys = accessLogKeys(join(dataDir, 'access-log'));
  const newKey = process.env.ORBIT_STORE_KEY_NEW?.trim();
  const { from, to, stores, keyFile } = rotateStoreKey({
    files,
    elsewhere: logKeys === undefined ? [] : [logKeys],
    source: { given: process.env.ORBIT_STORE_KEY, file: join(dataDir, 'store-key') },
    newKey: newKey === '' ? undefined : newKey,
    // As in the running product: ends the process at a named step, for crash tests only.
    failpoint: (name) => {
      if (name === process.env.ORBIT_FAILPOINT) process.kill(process.pid, 'SIGKILL');
    },
  });
  for (const { file, dataKeys } of stores) console.log(`${file}: ${String(dataKeys)} data keys wrapped with ${to}`);
  console.log(
    keyFile === undefined
      ? `The key named ${from} has been replaced by ${to}: set ORBIT_STORE_KEY to the new one before the next start.`
      : `The key named ${from} has been replaced by ${to}, in ${keyFile}. Keep a copy of it in another place.`,
  );
  console.log('Backups made before this moment still need the old key.');
}
