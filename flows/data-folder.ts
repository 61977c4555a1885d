/** Prepares the data folder: owner-only access, the generated secrets, and the flow file of the first start. */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  token: string;
  adminPassword: string;
  credentialSecret: string;
}

/** Secrets given by the environment win and are not written down. */
export function prepareDataFolder(dataDir: string, given: Partial<Secrets>, templateFlow: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
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
