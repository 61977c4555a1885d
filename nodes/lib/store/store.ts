/** The store as one thing: inbox, outbox and queries over the same transactions, and the signals that there is work. */
import type { Inbox } from './inbox.ts';
import type { OperatorDesk } from './operator.ts';
import type { Outbox, SentBook } from './outbox.ts';
import type { Queries } from './queries.ts';
import type { Retainer } from './retention.ts';
import type { ReturnFeed } from './return-feed.ts';

export type Signal = 'inbox:ready' | 'outbox:ready';

export interface Store extends Inbox, Outbox, SentBook, Queries, Retainer, OperatorDesk, ReturnFeed {
  /** Calls back after a commit that may have made work due; `outbox:ready` names the endpoint. Returns the unsubscribe function. */
  onSignal(listener: (signal: Signal, endpoint?: string) => void): () => void;
  /** Writes and reads back a row; rejects when the store cannot take an event. */
  probe(): Promise<void>;
  /** One line naming the engine and its version, for the log. */
  readonly engine: string;
  /** Waits for the writes under way, then closes. */
  close(): Promise<void>;
}
