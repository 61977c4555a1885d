/** Logins that are under way: what was sent to the provider, to be compared with what comes back, once and by the same browser. */
import { hashOf } from './cookies.ts';

export interface PendingLogin {
  state: string;
  nonce: string;
  codeVerifier: string;
  /** Of the browser it was begun in. */
  browserHash: string;
  returnTo: string;
}

/** As long as a user may take to find the card and the code. */
const PENDING_MS = 10 * 60_000;
/** Each is some hundred bytes; who begins logins by the thousand ends nobody's but their own and the oldest. */
const MOST_PENDING = 10_000;

export class PendingLogins {
  readonly #byState = new Map<string, PendingLogin & { until: number }>();

  add(login: PendingLogin, now: number): void {
    // In order of their beginning: the first is the oldest.
    for (const [state, { until }] of this.#byState) {
      if (until > now && this.#byState.size < MOST_PENDING) break;
      this.#byState.delete(state);
    }
    this.#byState.set(login.state, { ...login, until: now + PENDING_MS });
  }

  /** Whether a login was begun in this browser: its cookie can be used on. */
  isBegunBy(browserToken: string): boolean {
    const hash = hashOf(browserToken);
    return [...this.#byState.values()].some(({ browserHash }) => browserHash === hash);
  }

  /** Whoever brings the state: it is used up. */
  take(state: string, now: number): PendingLogin | undefined {
    const found = this.#byState.get(state);
    this.#byState.delete(state);
    return found !== undefined && found.until > now ? found : undefined;
  }
}
