/** What the commands on a store that is not running need: the store's own code as it was built, and the files of the stores of a data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as StoreRoom from '../nodes/lib/store/sqlite/index.ts';

/** Installed from the registry, the package has the built code only. */
export async function loadStoreRoom(): Promise<typeof StoreRoom> {
  const built = resolve(import.meta.dirname, '../dist/nodes/lib/store/sqlite/index.js');
  if (!existsSync(built)) throw new Error('The program has not been built yet: run `npm run build` first.');
  return (await import(pathToFileURL(built).href)) as typeof StoreRoom;
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
