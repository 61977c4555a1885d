/** What the commands on a store that is not running need: the store's own code as it was built, and the files of the stores of a data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as StoreRoom from '../nodes/lib/store/index.ts';
import type * as SqliteStore from '../nodes/lib/store/sqlite/index.ts';
import type * as Settings from '../nodes/orbit-store/retention-settings.ts';

type StoreCode = Pick<typeof StoreRoom, 'removeAllExpired'> &
  Pick<typeof SqliteStore, 'openSqliteStore' | 'rotateStoreKey'> &
  Pick<typeof Settings, 'readRetention'>;

/** Installed from the registry, the package has the built code only. */
export async function loadStoreRoom(): Promise<StoreCode> {
  const built = resolve(import.meta.dirname, '../dist/nodes');
  if (!existsSync(built)) throw new Error('The program has not been built yet: run `npm run build` first.');
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(built, path)).href);
  const { removeAllExpired } = (await load('lib/store/index.js')) as typeof StoreRoom;
  const { openSqliteStore, rotateStoreKey } = (await load('lib/store/sqlite/index.js')) as typeof SqliteStore;
  const { readRetention } = (await load('orbit-store/retention-settings.js')) as typeof Settings;
  return { removeAllExpired, openSqliteStore, rotateStoreKey, readRetention };
}

export interface StoreConfig {
  file: string;
  /** As saved by the editor; empty for a store without a node. */
  node: Readonly<Record<string, unknown>>;
}

/** The stores of the deployed flow, and the one of the data folder whether it is deployed or not. Only files that are there. */
export function storesOf(dataDir: string): StoreConfig[] {
  const own = join(dataDir, 'orbit.sqlite');
  const found = new Map<string, StoreConfig>();
  for (const node of deployedStores(join(dataDir, 'flows.json'))) {
    const file = typeof node.path === 'string' && node.path !== '' ? resolve(node.path) : own;
    found.set(file, { file, node });
  }
  if (!found.has(own)) found.set(own, { file: own, node: {} });
  return [...found.values()].filter(({ file }) => existsSync(file));
}

function deployedStores(flowFile: string): Record<string, unknown>[] {
  if (!existsSync(flowFile)) return [];
  const flow = JSON.parse(readFileSync(flowFile, 'utf8')) as unknown;
  if (!Array.isArray(flow)) return [];
  return (flow as Record<string, unknown>[]).filter(({ type }) => type === 'orbit-store');
}
