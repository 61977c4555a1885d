/** Prepares the data folder: one process at a time, owner-only access, the generated secrets, and the flow file of the first start. */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Secrets {
  token: string;
  adminPassword: string;
  credentialSecret: string;
}

/** A process that is being replaced needs a moment to let go of the folder. */
const LOCK_WAIT_MS = 2_000;

/** Kept as long as the process lives: what is let go of is closed, and with it the lock. */
const locks: DatabaseSync[] = [];

/**
 * Makes the folder, and takes it for this process until that ends, however it ends: the system itself takes back the lock of a dead process,
 * on a shared volume as well, where process numbers mean nothing.
 * @returns what is in the way, with what to do about it
 */
export function takeDataFolder(dataDir: string): string | undefined {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
    lock = new DatabaseSync(join(dataDir, 'in-use'), { timeout: LOCK_WAIT_MS });
    lock.exec('BEGIN EXCLUSIVE');
    locks.push(lock);
    return undefined;
  } catch (cause) {
    lock?.close();
    return describeObstacle(dataDir, cause);
  }
}

/** Whether a process has the folder at this moment; undefined: nothing is in the way. */
export function checkDataFolder(dataDir: string): string | undefined {
  const obstacle = takeDataFolder(dataDir);
  if (obstacle === undefined) locks.pop()?.close();
  return obstacle;
}

function describeObstacle(dataDir: string, cause: unknown): string {
  const isBusy = cause instanceof Error && 'errcode' in cause && cause.errcode === 5;
  if (isBusy) {
    return `Another process is running on the data folder ${dataDir}. Stop that one, or give this one a folder of its own with ORBIT_DATA_DIR.`;
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `The data folder ${dataDir} cannot be used (${reason}). Give this process the right to write it, or another folder with ORBIT_DATA_DIR.`;
}

/** Of a folder that has been taken. Secrets given by the environment win and are not written down. */
export function prepareDataFolder(dataDir: string, given: Partial<Secrets>, templateFlow: string): Secrets {
  const flowFile = join(dataDir, 'flows.json');
  if (!existsSync(flowFile)) copyFileSync(templateFlow, flowFile);
  return {
    token: given.token ?? keptSecret(join(dataDir, 'orbit-token'), 32),
    adminPassword: given.adminPassword ?? keptSecret(join(dataDir, 'admin-password'), 12),
    credentialSecret: given.credentialSecret ?? keptSecret(join(dataDir, 'credential-secret'), 32),
  };
}

function keptSecret(file: string, bytes: number): string {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(bytes).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  const secret = readFileSync(file, 'utf8').trim();
  if (secret === '') throw new Error(`${file} is empty; delete it and start again to have a new one generated`);
  return secret;
}
