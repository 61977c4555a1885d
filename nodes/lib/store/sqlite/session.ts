/** One opening of the store: its claims, the rising numbers of new rows, and what an earlier process has left under way. */
import { Claims } from './claims.ts';
import type { Connection } from './connection.ts';
import type { Keyring } from './keyring.ts';
import { Holds } from './operator/holds.ts';
import { RecentValues } from './recent-values.ts';
import { OPENING } from './statements/opening-statements.ts';
import type { Head } from './statements/outbox-statements.ts';

export interface HandedOut {
  eventId: string;
  seq: number;
  caseNo: number;
  claimedAt: number;
}

export interface ClaimedHead {
  head: Head;
  state: 'claimed' | 'in-flight';
}

export interface LeftMessage {
  laneId: number;
  messageId: number;
  endpoint: string;
}

export type NumberedRow = 'case' | 'event' | 'message' | 'messageLane' | 'rejection';

export class Session {
  readonly handedOut = new Claims<HandedOut>();
  readonly claimed = new Claims<ClaimedHead>();
  /** Messages an earlier process had claimed or in flight, by their lanes, until they are recovered. */
  readonly left = new Map<number, LeftMessage>();
  /** What was accepted and not yet handed out, and what was enqueued and not yet claimed, by their numbers. */
  readonly recentEvents = new RecentValues<string>();
  readonly recentMessages = new RecentValues<Buffer>();
  readonly keyring: Keyring;
  readonly holds: Holds;
  readonly #id: string;
  readonly #newest: Record<NumberedRow, number>;
  #claims = 0;

  /** @param id unique over all openings of the file */
  constructor(connection: Connection, keyring: Keyring, id: string) {
    this.keyring = keyring;
    this.holds = new Holds(connection);
    this.#id = id;
    this.#newest = {
      case: connection.get(OPENING.newestCase)?.newest ?? 0,
      event: connection.get(OPENING.newestEvent)?.newest ?? 0,
      message: connection.get(OPENING.newestMessage)?.newest ?? 0,
      messageLane: connection.get(OPENING.newestMessageLane)?.newest ?? 0,
      rejection: connection.get(OPENING.newestRejection)?.newest ?? 0,
    };
    for (const message of connection.all(OPENING.underWay)) this.left.set(message.laneId, message);
  }

  /** A number given in a transaction that is rolled back is not given again: gaps harm nobody. */
  next(row: NumberedRow): number {
    this.#newest[row] += 1;
    return this.#newest[row];
  }

  claimToken(): string {
    this.#claims += 1;
    return `${this.#id}.${this.#claims.toString(36)}`;
  }
}
