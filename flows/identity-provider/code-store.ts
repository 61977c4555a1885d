/** What has been asked for and what was granted: each request and each code serves once, and not for long. */
import { createHash, randomBytes } from 'node:crypto';
import type { Person } from './people.ts';

export interface Grant {
  redirect: URL;
  state: string | undefined;
  nonce: string | undefined;
  /** RFC 7636: base64url of SHA-256 of the verifier. */
  challenge: string;
}

const REQUEST_MS = 600_000;
const CODE_MS = 60_000;

export class CodeStore {
  readonly #asked = new Map<string, { grant: Grant; until: number }>();
  readonly #granted = new Map<string, { grant: Grant; person: Person; until: number }>();

  ask(grant: Grant): string {
    return keep(this.#asked, { grant, until: Date.now() + REQUEST_MS });
  }

  asked(request: string): Grant | undefined {
    return take(this.#asked, request)?.grant;
  }

  grant(grant: Grant, person: Person): string {
    return keep(this.#granted, { grant, person, until: Date.now() + CODE_MS });
  }

  redeem(code: string, verifier: string): { grant: Grant; person: Person } | undefined {
    const found = take(this.#granted, code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return found?.grant.challenge === challenge ? found : undefined;
  }
}

function keep<T>(kept: Map<string, T>, value: T): string {
  const name = randomBytes(32).toString('base64url');
  kept.set(name, value);
  return name;
}

function take<T extends { until: number }>(kept: Map<string, T>, name: string): T | undefined {
  const found = kept.get(name);
  kept.delete(name);
  return found !== undefined && found.until > Date.now() ? found : undefined;
}
