/** What reads exports, as it was built: installed from the registry, the package has the built code only. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Room from '../nodes/lib/orbit/index.ts';

export type OrbitRoom = Pick<typeof Room, 'formOf' | 'parseOrbitEvent' | 'readExport' | 'readRow'>;

export async function loadOrbitRoom(): Promise<OrbitRoom> {
  const built = join(resolve(import.meta.dirname, '../dist/nodes'), 'lib/orbit/index.js');
  if (!existsSync(built)) throw new Error('The program has not been built yet: run `npm run build` first.');
  return (await import(pathToFileURL(built).href)) as OrbitRoom;
}
