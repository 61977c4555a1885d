/** Asks a running Orbit over its public HTTP contract, and is patient with one that is away for a moment. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.ts';

export interface OrbitAddress {
  /** For example `http://127.0.0.1:1880`. */
  url: string;
  token: string;
}

const PATIENCE_MS = 600_000;
const AGAIN_MS = 1_000;
const ANSWERS: ReadonlySet<number> = new Set([200, 202, 207, 404, 422]);

/** @param url undefined: this machine, and the port of the environment */
export function addressOf({ dataDir, port, token }: Environment, url: string | undefined): OrbitAddress {
  return { url: url ?? `http://127.0.0.1:${String(port)}`, token: token ?? tokenIn(dataDir) };
}

function tokenIn(dataDir: string): string {
  const file = join(dataDir, 'orbit-token');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** A store that is busy, a restart or a network that is away pass. @throws Error for anything else */
export async function ask({ url, token }: OrbitAddress, path: string, init: RequestInit = {}): Promise<Response> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    }).catch(() => undefined);
    if (answer !== undefined && ANSWERS.has(answer.status)) return answer;
    await answer?.arrayBuffer();
    if (answer?.status === 401) throw new Error('Orbit does not take the token: set ORBIT_TOKEN or ORBIT_DATA_DIR.');
    if (answer !== undefined && answer.status < 500)
      throw new Error(`Orbit answers ${String(answer.status)} to ${path}.`);
    if (performance.now() > deadline) throw new Error(`Orbit does not answer at ${url}.`);
    await sleep(AGAIN_MS);
  }
}
