/** What the receiver's application says of a message after the commit, or never says: settles the message it is about, once, and leaves everything else as it is. */
import { findMsa, interpretReply, noAnswerVerdict, type AckRules, type ReplyVerdict } from '../millennium/index.ts';
import type { AttemptResult, SentBook, SentMessage } from '../store/index.ts';
import type { DeliveryEvent, IgnoredCode } from './delivery-event.ts';
import { guarded } from './exchange-verdict.ts';
import type { OpenWork } from './open-work.ts';
import { decideAttempt, type RetryPolicy } from './retry-policy.ts';
import type { StoreOutage } from './store-outage.ts';
import { WakeTimer } from './wake-timer.ts';

export interface ApplicationAcksOptions {
  store: SentBook;
  endpoint: string;
  rulesFor: (hospital: string) => AckRules;
  policy: RetryPolicy & { applicationAckTimeoutMs: number };
  clock: () => Date;
  work: OpenWork;
  outage: StoreOutage;
  /** Called after the commit. */
  settled: (sent: SentMessage, result: AttemptResult, verdict: ReplyVerdict) => void;
  tell: (event: DeliveryEvent) => void;
}

/** Overdue messages looked at together. */
const OVERDUE_AT_ONCE = 50;
/** The message changed hands between the look and the settlement; more often than this it would be no coincidence. */
const LOOKS = 5;

export class ApplicationAcks {
  readonly #options: ApplicationAcksOptions;
  readonly #wake: WakeTimer;
  #closed = false;
  #looking = false;

  constructor(options: ApplicationAcksOptions) {
    this.#options = options;
    this.#wake = new WakeTimer(() => this.#look());
  }

  /** Nobody could answer while nobody listened: the time of what is committed begins anew. Rejects when the store fails. */
  async start(): Promise<void> {
    const { store, endpoint, clock, policy } = this.#options;
    await store.awaitLonger(endpoint, new Date(clock().getTime() + policy.applicationAckTimeoutMs));
    this.#look();
  }

  /** A message has been committed. */
  expect(until: Date): void {
    if (!this.#closed) this.#wake.at(until, this.#options.clock());
  }

  /** The store may be asked again. */
  retry(): void {
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#wake.clear();
  }

  /**
   * Resolves when what the acknowledgement means is on disk, or when it means nothing; only then may it be acknowledged in its turn.
   * Rejects when the store does not take it.
   */
  async receive(content: Buffer): Promise<'settled' | IgnoredCode> {
    const { work } = this.#options;
    work.begin();
    try {
      const answered = findMsa(content);
      if (answered === undefined) return this.#ignore('ack-unreadable', undefined);
      return await this.#settle(content, answered.controlId.trim(), codeIn(answered.ackCode));
    } finally {
      work.end();
    }
  }

  async #settle(content: Buffer, controlId: string, ackCode: string | undefined): Promise<'settled' | IgnoredCode> {
    const { store, endpoint } = this.#options;
    for (let look = 1; look <= LOOKS; look += 1) {
      const sent = await store.findSent(endpoint, controlId);
      if (sent === undefined) return this.#ignore('ack-unknown', ackCode);
      if (!sent.awaited) return this.#ignore('ack-repeated', ackCode);
      const verdict = guarded(() => interpretReply(content, sent, this.#options.rulesFor(sent.hospital)));
      // The commit, said a second time on another way.
      if (verdict.class === 'committed' && sent.state === 'committed') return this.#ignore('ack-repeated', ackCode);
      if (await this.#write(sent, verdict)) return 'settled';
    }
    throw new Error('the message changes hands all the time');
  }

  async #write(sent: SentMessage, verdict: ReplyVerdict): Promise<boolean> {
    const { store, policy, clock, settled } = this.#options;
    const { messageId, attempts, refusals, startedAt } = sent;
    const tried = { attempts, refusals, unanswered: Math.max(0, attempts - 1) };
    const result = decideAttempt({ kind: 'verdict', verdict }, tried, policy, { startedAt, finishedAt: clock() });
    if (!(await store.settleSent(messageId, attempts, result))) return false;
    settled(sent, result, verdict);
    return true;
  }

  #ignore(code: IgnoredCode, ackCode: string | undefined): IgnoredCode {
    const { endpoint, tell } = this.#options;
    tell({ type: 'acknowledgement:ignored', endpoint, code, ...(ackCode === undefined ? {} : { ackCode }) });
    return code;
  }

  #look(): void {
    if (this.#closed || this.#looking) return;
    this.#looking = true;
    const { work, outage } = this.#options;
    work.begin();
    this.#settleOverdue()
      .then(
        () => outage.worked('overdue'),
        () => outage.failed('overdue'),
      )
      .finally(() => {
        this.#looking = false;
        work.end();
      });
  }

  async #settleOverdue(): Promise<void> {
    const { store, endpoint, clock, rulesFor } = this.#options;
    for (let found = OVERDUE_AT_ONCE; found === OVERDUE_AT_ONCE && !this.#closed;) {
      const overdue = await store.overdueCommitted({ endpoint, now: clock(), limit: OVERDUE_AT_ONCE });
      for (const sent of overdue)
        await this.#write(
          sent,
          guarded(() => noAnswerVerdict({ code: 'no-application-ack' }, rulesFor(sent.hospital))),
        );
      found = overdue.length;
    }
    const due = await store.nextOverdueAt(endpoint);
    if (due !== undefined) this.expect(due);
  }
}

/** MSA-1 where it is one of the table's shape: anything else may hold anything. */
function codeIn(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? code : undefined;
}
