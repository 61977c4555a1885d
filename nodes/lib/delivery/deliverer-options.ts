/** What a deliverer needs: its part of the store, connections, the rules of the hospitals, and whom it tells. */
import type { AckRules } from '../millennium/index.ts';
import type { Outbox, SentBook, Store } from '../store/index.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import type { RetryTiming } from './retry-policy.ts';
import type { StopCode } from './stop-watch.ts';
import type { Transport } from './transport.ts';

export interface DelivererOptions {
  store: Outbox & Pick<Store, 'onSignal'>;
  /** The name the messages are queued under. */
  endpoint: string;
  createClient: () => Transport;
  /** How many messages may be on the wire at once; per case it is never more than one. */
  connections: number;
  rulesFor: (hospital: string) => AckRules;
  retry: RetryTiming;
  /** What becomes of a message of which nobody knows whether it arrived. */
  uncertain: 'resend' | 'hold';
  clock: () => Date;
  /** After this a store that has failed is asked again. Default 1,000 ms. */
  storeRetryMs?: number;
  /** Where somebody listens for what the receiver's application says after the commit, how long it may take. Absent: the commit is the end. */
  applicationAcks?: { store: SentBook; timeoutMs: number };
  /** Stops the endpoint until a person lets it go on, in a way that outlives the process; absent: it is never stopped. */
  stopEndpoint?: (code: StopCode) => Promise<unknown>;
  /** Called with `T3:written` when the bytes are with the operating system: for crash tests. */
  failpoint?: (name: string) => void;
  onEvent: (event: DeliveryEvent) => void;
}
