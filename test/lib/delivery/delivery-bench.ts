/** A deliverer with an outbox in memory and a scripted peer, and what it told. */
import type { AckRules } from '../../../nodes/lib/millennium/ack-rules.ts';
import { DEFAULT_ACK_RULES } from '../../../nodes/lib/millennium/ack-rules.ts';
import { Deliverer, type DelivererOptions, type DeliveryEvent } from '../../../nodes/lib/delivery/index.ts';
import { ENDPOINT, FakeOutbox } from './fake-outbox.ts';
import { ScriptedTransport, scriptedPeer, type Peer, type Word } from './scripted-transport.ts';

export interface Bench {
  outbox: FakeOutbox;
  peer: Peer;
  deliverer: Deliverer;
  events: DeliveryEvent[];
  /** Time added to the clock. */
  skip: { ms: number };
  /** Resolves when the condition holds; asked again after every turn. */
  until: (holds: () => boolean) => Promise<void>;
  /** The types and codes of the news of one message. */
  newsOf: (controlId: string) => string[];
}

export interface BenchOptions extends Partial<DelivererOptions> {
  script?: Record<string, Word[]>;
  outbox?: FakeOutbox;
  peer?: Peer;
  rules?: AckRules;
}

/** Starts nothing. */
export function bench({
  script = {},
  outbox = new FakeOutbox(),
  peer = scriptedPeer(script),
  rules = DEFAULT_ACK_RULES,
  ...options
}: BenchOptions = {}): Bench {
  const events: DeliveryEvent[] = [];
  const skip = { ms: 0 };
  const deliverer = new Deliverer({
    store: outbox,
    endpoint: ENDPOINT,
    createClient: () => new ScriptedTransport(peer),
    connections: 1,
    rulesFor: () => rules,
    retry: { minMs: 1, maxMs: 4, random: () => 0.5 },
    uncertain: 'resend',
    storeRetryMs: 400,
    clock: () => new Date(Date.now() + skip.ms),
    onEvent: (event) => events.push(event),
    ...options,
  });
  const newsOf = (controlId: string): string[] =>
    events.flatMap((event) =>
      'controlId' in event && event.controlId === controlId ? [`${event.type} ${event.code}`] : [],
    );
  return { outbox, peer, deliverer, events, skip, until, newsOf };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
