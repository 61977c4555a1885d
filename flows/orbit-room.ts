/** The rooms the commands use, as they were built: installed from the registry, the package has the built code only. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as AccessLog from '../nodes/lib/launch/access-log/index.ts';
import type * as Millennium from '../nodes/lib/millennium/index.ts';
import type * as Room from '../nodes/lib/orbit/index.ts';
import type * as Surgery from '../nodes/lib/surgery/index.ts';

export type OrbitRoom = Pick<typeof Room, 'formOf' | 'parseOrbitEvent' | 'readExport' | 'readRow'>;

export type SurgeryRoom = Pick<typeof Surgery, 'reconcileCase'>;

export type MillenniumRoom = Pick<typeof Millennium, 'checkRules' | 'parseProfile' | 'PRESETS' | 'readProfileFile'>;

export type AccessLogRoom = Pick<
  typeof AccessLog,
  'accessLogKeys' | 'auditEvent' | 'MOST_LOGS_IN_A_REQUEST' | 'readLog' | 'storeLog' | 'storeLogRequest' | 'verifyLog'
>;

export async function loadOrbitRoom(): Promise<OrbitRoom> {
  return (await loadRoom('orbit')) as OrbitRoom;
}

export async function loadSurgeryRoom(): Promise<SurgeryRoom> {
  return (await loadRoom('surgery')) as SurgeryRoom;
}

export async function loadMillenniumRoom(): Promise<MillenniumRoom> {
  return (await loadRoom('millennium')) as MillenniumRoom;
}

export async function loadAccessLogRoom(): Promise<AccessLogRoom> {
  return (await loadRoom('launch/access-log')) as AccessLogRoom;
}

function loadRoom(name: string): Promise<unknown> {
  const built = resolve(import.meta.dirname, `../dist/nodes/lib/${name}/index.js`);
  if (!existsSync(built)) throw new Error('The program has not been built yet: run `npm run build` first.');
  return import(pathToFileURL(built).href);
}
