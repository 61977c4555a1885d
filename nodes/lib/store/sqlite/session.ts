/** One opening of the store: gives out claim tokens that no other opening can have given, and the rising numbers of new rows. */
import type { Connection } from './connection.ts';
import { query } from './sql.ts';

/** The newest number of each kind; read once, at opening. */
export const NEWEST = {
  case: query<{ newest: number | null }>('SELECT max(case_no) AS newest FROM cases'),
  event: query<{ newest: number | null }>('SELECT max(seq) AS newest FROM events'),
  message: query<{ newest: number | null }>('SELECT max(message_id) AS newest FROM messages'),
  messageLane: query<{ newest: number | null }>('SELECT max(lane_id) AS newest FROM message_lanes'),
  rejection: query<{ newest: number | null }>('SELECT max(rejected_id) AS newest FROM rejected'),
} as const;

export type NumberedRow = keyof typeof NEWEST;

export class Session {
  readonly #id: string;
  readonly #newest: Record<NumberedRow, number>;
  #claims = 0;

  /** @param id unique over all openings of the file */
  constructor(connection: Connection, id: string) {
    this.#id = id;
    const newest = (row: NumberedRow): number => connection.get(NEWEST[row])?.newest ?? 0;
    this.#newest = {
      case: newest('case'),
      event: newest('event'),
      message: newest('message'),
      messageLane: newest('messageLane'),
      rejection: newest('rejection'),
    };
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

  owns(claimToken: string): boolean {
    return claimToken.startsWith(`${this.#id}.`);
  }
}
