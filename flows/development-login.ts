/** Starts the development identity provider where no real one is named and only invented patients are about. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isLoopback, type Environment } from './environment.ts';

export interface DevelopmentLogin {
  issuer: string;
  /** For the process that signs users in. */
  variables: Readonly<Record<string, string>>;
  stop: () => void;
}

const CLIENT_ID = 'orbit-millennium';
const START_MS = 10_000;

/** Undefined: users sign in with the provider of ORBIT_OIDC_ISSUER, or not at all. */
export async function startDevelopmentLogin({ simulator, host }: Environment): Promise<DevelopmentLogin | undefined> {
  const isNamed = (process.env.ORBIT_OIDC_ISSUER ?? '').trim() !== '';
  if (isNamed || !simulator || !isLoopback(host)) return undefined;
  const { ORBIT_OIDC_CLIENT_SECRET: _secret, ...inherited } = process.env;
  const child = fork(join(import.meta.dirname, 'dev-identity-provider.ts'), [], {
    env: { ...inherited, ORBIT_OIDC_CLIENT_ID: CLIENT_ID },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [{ issuer }] = (await once(child, 'message', { signal: AbortSignal.timeout(START_MS) })) as [
      { issuer: string },
    ];
    // It ends with this process; until then it keeps nothing waiting.
    child.unref();
    child.channel?.unref();
    return {
      issuer,
      variables: { ORBIT_OIDC_ISSUER: issuer, ORBIT_OIDC_CLIENT_ID: CLIENT_ID },
      stop: () => child.kill(),
    };
  } catch {
    child.kill();
    console.error('The development identity provider did not start: nobody can sign in to jump between the systems.');
    return undefined;
  }
}
