/** Empties one endpoint's part of the outbox over its connections: claim, mark in flight, exchange, settle. Never sends a message whose claim or in-flight mark is not on disk. */
import { interpretReply, noAnswerVerdict, type AckRules, type ReplyVerdict } from '../millennium/index.ts';
import type { ClaimedMessage, Outbox, Store } from '../store/index.ts';
import { lostClaim, newsOf, type DeliveryEvent } from './delivery-event.ts';
import { Lane, type ExchangeEnding } from './lane.ts';
import { OpenWork } from './open-work.ts';
import { ReadyMessages } from './ready-messages.ts';
import { backoffMs, decideAttempt, type Ending, type RetryTiming } from './retry-policy.ts';
import { Settler, type Settlement } from './settler.ts';
import { StopWatch, type StopCode } from './stop-watch.ts';
import { StoreOutage } from './store-outage.ts';
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
  /** Stops the endpoint until a person lets it go on, in a way that outlives the process; absent: it is never stopped. */
  stopEndpoint?: (code: StopCode) => Promise<unknown>;
  /** Called with `T3:written` when the bytes are with the operating system: for crash tests. */
  failpoint?: (name: string) => void;
  onEvent: (event: DeliveryEvent) => void;
}

/** Time for the last settlements of a stop, after the connections are closed: one commit takes milliseconds. */
const LAST_SETTLEMENTS_MS = 1_000;

export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #work = new OpenWork();
  readonly #outage: StoreOutage;
  readonly #settler: Settler;
  readonly #ready: ReadyMessages;
  readonly #unanswered = new Map<number, number>();
  readonly #stopWatch = new StopWatch();
  #lanes: readonly Lane[] = [];
  #online: boolean | undefined;
  #recovered = false;
  #unsubscribe: (() => void) | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#outage = new StoreOutage(
      () => this.#tell({ type: 'store:unavailable', endpoint: options.endpoint, code: 'store-unavailable' }),
      () => this.#afterOutage(),
      options.storeRetryMs,
    );
    this.#settler = new Settler({
      store: options.store,
      outage: this.#outage,
      work: this.#work,
      settled: (settlement, owned) => this.#settled(settlement, owned),
    });
    this.#ready = new ReadyMessages({
      store: options.store,
      endpoint: options.endpoint,
      connections: options.connections,
      clock: options.clock,
      work: this.#work,
      arrived: () => this.#kick(),
      outage: this.#outage,
    });
  }

  /** Puts right what an earlier run left behind, then connects. Resolves although the store fails; it is asked again until it works or `stop` is called. */
  async start(): Promise<void> {
    const { store, endpoint } = this.#options;
    this.#unsubscribe ??= store.onSignal((signal, of) => {
      if (signal === 'outbox:ready' && (of === undefined || of === endpoint)) this.#moreWork();
    });
    await this.#recover();
  }

  /**
   * Claims nothing more, waits at most `drainMs` for the exchanges in flight, puts back what was not written, and closes the connections.
   * Resolves when nothing of it is left open; never rejects.
   */
  stop(drainMs: number): Promise<void> {
    this.#stopped ??= this.#stop(drainMs);
    return this.#stopped;
  }

  async #stop(drainMs: number): Promise<void> {
    this.#unsubscribe?.();
    this.#ready.close();
    this.#putBack();
    await this.#work.finished(drainMs);
    await Promise.allSettled(this.#lanes.map((lane) => lane.close()));
    // Exchanges cut off by the closing have ended as uncertain and are written down as such.
    await this.#work.finished(this.#outage.waits ? 0 : LAST_SETTLEMENTS_MS);
    // What the store has not taken by now stays in flight there and is recovered by the next start.
    this.#outage.close();
  }

  async #recover(): Promise<void> {
    const { store, uncertain, endpoint, clock, connections } = this.#options;
    this.#work.begin();
    try {
      await store.recoverMessages({ uncertain, endpoint, now: clock() });
      this.#outage.worked('recover');
      this.#recovered = true;
      if (this.#stopped === undefined) this.#lanes = Array.from({ length: connections }, () => this.#openLane());
    } catch {
      if (this.#stopped === undefined) this.#outage.failed('recover');
    } finally {
      this.#work.end();
    }
  }

  #openLane(): Lane {
    const { createClient, retry } = this.#options;
    return new Lane({
      transport: createClient(),
      restMs: (failures) => backoffMs(failures, retry),
      changed: (code) => this.#laneChanged(code),
    });
  }

  #laneChanged(code: string | undefined): void {
    if (this.#stopped !== undefined) return;
    const { endpoint } = this.#options;
    const online = this.#lanes.some((lane) => lane.connected);
    if (online !== this.#online) {
      this.#online = online;
      this.#tell(
        online
          ? { type: 'endpoint:connected', endpoint }
          : { type: 'endpoint:disconnected', endpoint, code: code ?? 'disconnected' },
      );
    }
    this.#moreWork();
  }

  #afterOutage(): void {
    if (!this.#recovered && this.#stopped === undefined) void this.#recover();
    this.#settler.retry();
    this.#moreWork();
  }

  #moreWork(): void {
    this.#ready.expectWork();
    this.#kick();
  }

  /** Gives ready messages to free lanes, then claims for the lanes that are left and for the ready list. */
  #kick(): void {
    if (this.#stopped !== undefined) {
      this.#putBack();
      return;
    }
    if (this.#outage.waits) return;
    let free = 0;
    for (const lane of this.#lanes) {
      if (!lane.isFree) continue;
      const message = this.#ready.take();
      if (message === undefined) free += 1;
      else this.#markInFlight(lane, message);
    }
    if (free === 0 && !this.#lanes.some((lane) => lane.isServing)) {
      // A claimed message cannot be replaced by a newer version: none is kept while nothing can be sent.
      this.#putBack();
      return;
    }
    this.#ready.fill(free);
  }

  /** T3, and only then the first byte. */
  #markInFlight(lane: Lane, message: ClaimedMessage): void {
    const { store, clock } = this.#options;
    const startedAt = clock();
    lane.reserve();
    this.#work.begin();
    store.markInFlight(message.messageId, message.claimToken, startedAt).then(
      (owned) => {
        this.#outage.worked('mark');
        if (owned && this.#stopped === undefined) this.#exchange(lane, message, startedAt);
        else this.#notWritten(lane, message, owned ? 'put-back' : undefined);
      },
      () => {
        this.#outage.failed('mark');
        this.#notWritten(lane, message, 'store-unavailable');
      },
    );
  }

  #notWritten(lane: Lane, message: ClaimedMessage, code: string | undefined): void {
    lane.release();
    if (code !== undefined) this.#end(message, { kind: 'not-sent', code }, this.#options.clock());
    this.#work.end();
    this.#moreWork();
  }

  #exchange(lane: Lane, message: ClaimedMessage, startedAt: Date): void {
    lane.carry(message.content, message.controlId, (ending) => {
      this.#end(message, this.#interpreted(message, ending), startedAt);
      this.#work.end();
      // In the same turn as the settlement, so that one synchronisation of the disk carries both and the next message's claim and mark.
      this.#kick();
    });
    this.#options.failpoint?.('T3:written');
  }

  #interpreted(message: ClaimedMessage, ending: ExchangeEnding): Ending {
    if (ending.kind === 'not-sent') return ending;
    if (ending.kind === 'not-transportable')
      return { kind: 'verdict', verdict: { class: 'permanent', code: 'not-transportable' } };
    try {
      return { kind: 'verdict', verdict: this.#verdictOn(message, ending) };
    } catch {
      // A fault in a site's rules must not leave the message in flight for ever: a person decides.
      return { kind: 'verdict', verdict: { class: 'permanent', code: 'rules-failed' } };
    }
  }

  #verdictOn(message: ClaimedMessage, ending: Extract<ExchangeEnding, { kind: 'reply' | 'no-answer' }>): ReplyVerdict {
    const rules = this.#options.rulesFor(message.hospital);
    if (ending.kind === 'reply') return interpretReply(ending.reply, message, rules);
    const { code, ackCode } = ending;
    return noAnswerVerdict(ackCode === undefined ? { code } : { code, ackCode }, rules);
  }

  #end(message: ClaimedMessage, ending: Ending, startedAt: Date): void {
    const { messageId, attempts, refusals } = message;
    const unanswered = this.#unanswered.get(messageId) ?? 0;
    const finishedAt = this.#options.clock();
    const result = decideAttempt(ending, { attempts, refusals, unanswered }, this.#options, { startedAt, finishedAt });
    const verdict = ending.kind === 'verdict' ? ending.verdict : undefined;
    if (result.next.state !== 'queued') this.#unanswered.delete(messageId);
    else if (verdict?.class === 'uncertain' && verdict.retry !== undefined)
      this.#unanswered.set(messageId, unanswered + 1);
    const warning = verdict?.class === 'accepted' && verdict.warning === true;
    this.#settler.settle({ message, result, warning, ...(verdict === undefined ? {} : { verdict }) });
    if (result.next.state === 'queued' && result.next.notBefore > finishedAt)
      this.#ready.wakeAt(result.next.notBefore, finishedAt);
    this.#ready.expectWork();
  }

  #settled({ message, result, warning, verdict }: Settlement, owned: boolean): void {
    const { endpoint, stopEndpoint } = this.#options;
    const news = owned ? newsOf(endpoint, message, result, warning) : lostClaim(endpoint, message);
    if (news !== undefined) this.#tell(news);
    const code = verdict === undefined ? undefined : this.#stopWatch.count(verdict);
    if (code === undefined || stopEndpoint === undefined) return;
    this.#work.begin();
    stopEndpoint(code)
      .then(
        () => this.#tell({ type: 'endpoint:stopped', endpoint, code }),
        // A store that does not take the stop gives out no messages either; the next refusals are counted anew.
        () => undefined,
      )
      .finally(() => this.#work.end());
  }

  /** Nothing of these was written: they go back as they were. */
  #putBack(): void {
    const now = this.#options.clock();
    for (const message of this.#ready.takeAll()) this.#end(message, { kind: 'not-sent', code: 'put-back' }, now);
  }

  /** A listener that throws must not stop the delivery. */
  #tell(event: DeliveryEvent): void {
    try {
      this.#options.onEvent(event);
    } catch {
      // Its owner has lost this event; the messages go on.
    }
  }
}
