/** The identity provider in its own process, a login against it, and a browser that keeps cookies and presses the buttons. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createLogin, type Login, type LoginOptions } from '../../../nodes/lib/launch/login/index.ts';
import type { Crookedness } from '../../support/crooked-identity-provider.ts';

const PROVIDER = join(import.meta.dirname, '../../support/crooked-identity-provider.ts');

export const REDIRECT_URI = 'http://127.0.0.1:1880/launch/login/callback';
export const SECRET = 'a secret/with:signs å';

export class LoginBed {
  readonly issuer: string;
  readonly #child: ChildProcess;
  now = Date.now();

  private constructor(child: ChildProcess, issuer: string) {
    this.#child = child;
    this.issuer = issuer;
  }

  static async start(): Promise<LoginBed> {
    const child = fork(PROVIDER, [SECRET], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    const [{ issuer }] = (await once(child, 'message')) as [{ issuer: string }];
    return new LoginBed(child, issuer);
  }

  async tell(crooked: Crookedness): Promise<void> {
    const heard = once(this.#child, 'message');
    this.#child.send(crooked);
    await heard;
  }

  login(options: Partial<LoginOptions> = {}): Login {
    return createLogin({
      issuer: this.issuer,
      clientId: 'orbit-millennium',
      clientSecret: SECRET,
      redirectUri: REDIRECT_URI,
      now: () => this.now,
      ...options,
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}

export class Browser {
  readonly #cookies = new Map<string, string>();

  /** As a `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  take(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (cookie.includes('; Max-Age=0')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  /** Begins a login and signs in as the person; resolves with the address the provider sends back to. */
  async signIn(login: Login, returnTo = '/launch/c/1', person = 'surgeon'): Promise<string> {
    const begun = await login.begin(returnTo, this.cookie);
    if (!begun.ok) throw new Error(begun.code);
    this.take(begun.cookies);
    return pressButton(begun.location, person);
  }
}

export async function pressButton(location: string, person: string): Promise<string> {
  const page = await (await fetch(location)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(new URL('/sign-in', location), {
    method: 'POST',
    body: new URLSearchParams({ request, person }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}
