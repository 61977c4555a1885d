/** Who is signed in, in memory: gone after some minutes without a request, after a working day in any case, and with the process. */
import type { LaunchUser } from '../launch-user.ts';
import { hashOf, newToken } from './cookies.ts';

export interface Session {
  /** Names the session without being the key to it: for limits by session and for what belongs to it. */
  id: string;
  user: LaunchUser;
  startedAt: Date;
}

interface Kept extends Session {
  lastSeenAt: number;
}

export interface SessionLimits {
  idleMs: number;
  maxMs: number;
}

export class Sessions {
  readonly #limits: SessionLimits;
  readonly #byId = new Map<string, Kept>();

  constructor(limits: SessionLimits) {
    this.#limits = limits;
  }

  /** @returns the session, and the token the browser is to keep */
  begin(user: LaunchUser, now: number): { session: Session; token: string } {
    for (const [id, kept] of this.#byId) if (!this.#isAlive(kept, now)) this.#byId.delete(id);
    const token = newToken();
    const session: Session = { id: hashOf(token), user, startedAt: new Date(now) };
    this.#byId.set(session.id, { ...session, lastSeenAt: now });
    return { session, token };
  }

  /** Counts as a sign of life. */
  find(token: string, now: number): Session | undefined {
    const kept = this.#byId.get(hashOf(token));
    if (kept === undefined) return undefined;
    if (!this.#isAlive(kept, now)) {
      this.#byId.delete(kept.id);
      return undefined;
    }
    kept.lastSeenAt = now;
    const { id, user, startedAt } = kept;
    return { id, user, startedAt };
  }

  end(token: string): void {
    this.#byId.delete(hashOf(token));
  }

  #isAlive({ lastSeenAt, startedAt }: Kept, now: number): boolean {
    return now - lastSeenAt < this.#limits.idleMs && now - startedAt.getTime() < this.#limits.maxMs;
  }
}
