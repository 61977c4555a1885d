/** Empties one endpoint's part of the outbox over its connections: claim, mark in flight, exchange, settle. Never sends a message whose claim or in-flight mark is not on disk. */
import type { ReplyVerdict } from '../millennium/index.ts';
import type { AttemptResult, ClaimedMessage, SentBook, SentMessage } from '../store/index.ts';
import { ApplicationAcks } from './application-acks.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import { lostClaim, newsOf, type DeliveryEvent, type IgnoredCode } from './delivery-event.ts';
import { bringsWarning, endingOf } from './exchange-verdict.ts';
import { Lane } from './lane.ts';
import { OpenWork } from './open-work.ts';
import { ReadyMessages } from './ready-messages.ts';
import { backoffMs, decideAttempt, type Ending, type RetryPolicy } from './retry-policy.ts';
import { Settler, type Settlement } from './settler.ts';
import { EndpointStop } from './endpoint-stop.ts';
import { StoreOutage } from './store-outage.ts';

/** Time for the last settlements of a stop, after the connections are closed: one commit takes milliseconds. */
const LAST_SETTLEMENTS_MS = 1_000;

export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #work = new OpenWork();
  readonly #outage: StoreOutage;
  readonly #settler: Settler;
  readonly #policy: RetryPolicy;
  readonly #applicationAcks: ApplicationAcks | undefined;
  readonly #ready: ReadyMessages;
  readonly #unanswered = new Map<number, number>();
  readonly #answeredElsewhere = new Set<number>();
  readonly #endpointStop: EndpointStop;
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
    this.#endpointStop = new EndpointStop({
      stop: options.stopEndpoint,
      work: this.#work,
      stopped: (code) => this.#tell({ type: 'endpoint:stopped', endpoint: options.endpoint, code }),
    });
    this.#settler = new Settler({
      store: options.store,
      outage: this.#outage,
      work: this.#work,
      settled: (settlement, owned) => this.#settled(settlement, owned),
    });
    const { retry, uncertain, applicationAcks } = options;
    this.#policy = { retry, uncertain };
    if (applicationAcks !== undefined) {
      this.#policy = { ...this.#policy, applicationAckTimeoutMs: applicationAcks.timeoutMs };
      this.#applicationAcks = this.#awaiting(applicationAcks);
    }
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

  #awaiting({ store, timeoutMs }: { store: SentBook; timeoutMs: number }): ApplicationAcks {
    const { endpoint, rulesFor, clock, retry, uncertain } = this.#options;
    return new ApplicationAcks({
      store,
      endpoint,
      rulesFor,
      policy: { retry, uncertain, applicationAckTimeoutMs: timeoutMs },
      clock,
      work: this.#work,
      outage: this.#outage,
      settled: (sent, result, verdict) => this.#settledLater(sent, result, verdict),
      tell: (event) => this.#tell(event),
    });
  }

  /** What the receiver's application says later. Resolves when that is on disk or changes nothing, and may be answered; rejects when the store does not take it. */
  async receiveApplicationAck(content: Buffer): Promise<'settled' | IgnoredCode> {
    if (this.#applicationAcks === undefined || this.#stopped !== undefined)
      throw new Error('application acknowledgements are not awaited');
    return this.#applicationAcks.receive(content);
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
    this.#applicationAcks?.close();
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
      await this.#applicationAcks?.start();
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
    this.#applicationAcks?.retry();
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
      this.#end(message, endingOf(message, ending, this.#options.rulesFor), startedAt);
      this.#work.end();
      // In the same turn as the settlement, so that one synchronisation of the disk carries both and the next message's claim and mark.
      this.#kick();
    });
    this.#options.failpoint?.('T3:written');
  }

  #end(message: ClaimedMessage, ending: Ending, startedAt: Date): void {
    const { messageId, attempts, refusals } = message;
    const unanswered = this.#unanswered.get(messageId) ?? 0;
    const finishedAt = this.#options.clock();
    const result = decideAttempt(ending, { attempts, refusals, unanswered }, this.#policy, { startedAt, finishedAt });
    const verdict = ending.kind === 'verdict' ? ending.verdict : undefined;
    if (result.next.state !== 'queued') this.#unanswered.delete(messageId);
    else if (verdict?.class === 'uncertain' && verdict.retry !== undefined)
      this.#unanswered.set(messageId, unanswered + 1);
    this.#settler.settle({
      message,
      result,
      warning: bringsWarning(verdict),
      ...(verdict === undefined ? {} : { verdict }),
    });
    this.#awaitNext(result, finishedAt);
  }

  #awaitNext({ next }: AttemptResult, now: Date): void {
    if (next.state === 'queued' && next.notBefore > now) this.#ready.wakeAt(next.notBefore, now);
    if (next.state === 'committed') this.#applicationAcks?.expect(next.until);
    this.#ready.expectWork();
  }

  #settled({ message, result, warning, verdict }: Settlement, owned: boolean): void {
    const { endpoint } = this.#options;
    // Its application has answered before the commit came.
    if (!owned && this.#answeredElsewhere.delete(message.messageId)) return;
    const news = owned
      ? newsOf(endpoint, message, message.attempts + 1, result, warning)
      : lostClaim(endpoint, message);
    if (news !== undefined) this.#tell(news);
    if (verdict !== undefined) this.#endpointStop.count(verdict);
  }

  #settledLater(sent: SentMessage, result: AttemptResult, verdict: ReplyVerdict): void {
    const { endpoint, clock } = this.#options;
    if (sent.state === 'in-flight' || sent.state === 'claimed') this.#answeredElsewhere.add(sent.messageId);
    const news = newsOf(
      endpoint,
      sent,
      sent.attempts,
      result,
      verdict.class === 'accepted' && verdict.warning === true,
    );
    if (news !== undefined) this.#tell(news);
    this.#awaitNext(result, clock());
    this.#endpointStop.count(verdict);
    this.#moreWork();
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
