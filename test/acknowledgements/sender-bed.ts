/** The real sender (deliverer, MLLP client, store in one file) against the simulator on real sockets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Deliverer,
  type DelivererOptions,
  type DeliveryEvent,
  type MessageNews,
} from '../../nodes/lib/delivery/index.ts';
import {
  DEFAULT_ACK_RULES,
  type AckCode,
  type AckMode,
  type AckRule,
  type AckRules,
} from '../../nodes/lib/millennium/index.ts';
import { MllpClient, type ExchangeOutcome, type MllpClientOptions } from '../../nodes/lib/mllp/index.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { MessageStory, Store } from '../../nodes/lib/store/index.ts';
import type { MessageEffect } from '../../nodes/lib/surgery/index.ts';
import type { FaultAction, FaultRule } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { enqueueCases, ENDPOINT } from './queued-case.ts';

export interface Trial {
  mode?: AckMode;
  /** Of the second message, the one that is answered as scripted. */
  effect?: MessageEffect;
  /** What the second message is answered, attempt for attempt, the last one for all that follow; then AA. */
  answers: readonly (readonly [times: number, answer: FaultAction])[];
  rules?: AckRules;
  /** What the first and the third message are answered; AA unless told. */
  others?: AckCode;
}

export interface Course {
  /** The three messages of the case as a person sees them. */
  messages: readonly MessageStory[];
  eventState: string | undefined;
  /** What was told of the second message, in order. */
  news: readonly (MessageNews & DeliveryEvent)[];
  /** The bytes of every attempt of the second message. */
  sent: readonly Buffer[];
  /** The number of the connection each attempt went over. */
  connections: readonly number[];
  controlId: string;
}

export interface BedOptions extends Partial<DelivererOptions> {
  client?: Partial<MllpClientOptions>;
}

type MessageEvent = Extract<DeliveryEvent, { messageId: number }>;

export class SenderBed {
  readonly #folder: string;
  readonly store: Store;
  readonly millennium: MillenniumSimulator;
  readonly events: DeliveryEvent[] = [];
  readonly written: { controlId: string; content: Buffer; connection: number }[] = [];
  /** Connections made so far. */
  connections = 0;
  readonly #watching = new Set<() => void>();
  readonly #rules = new Map<string, AckRules>();
  /** Cases whose last message is done or that are held. */
  readonly #ended = new Set<string>();
  readonly #failures = new Map<string, { times: number; outcome: ExchangeOutcome | undefined }>();
  #deliverer: Deliverer | undefined;
  #cases = 0;

  private constructor(folder: string, store: Store, millennium: MillenniumSimulator) {
    this.#folder = folder;
    this.store = store;
    this.millennium = millennium;
  }

  static async open(options: BedOptions = {}): Promise<SenderBed> {
    const folder = await mkdtemp(join(tmpdir(), 'acknowledgements-'));
    const store = await openSqliteStore({ file: join(folder, 'orbit.sqlite') });
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    const bed = new SenderBed(folder, store, millennium);
    await bed.#start(options);
    return bed;
  }

  get deliverer(): Deliverer {
    if (this.#deliverer === undefined) throw new Error('the sender has not been started');
    return this.#deliverer;
  }

  async #start({ client, ...options }: BedOptions): Promise<void> {
    const { port } = this.millennium;
    const wire = { host: '127.0.0.1', port, ackTimeoutMs: 8_000, reconnect: { minMs: 1, maxMs: 5 }, ...client };
    this.#deliverer = new Deliverer({
      store: this.store,
      endpoint: ENDPOINT,
      createClient: () => this.#recording(new MllpClient(wire)),
      connections: 1,
      rulesFor: (hospital) => quick(this.#rules.get(hospital) ?? DEFAULT_ACK_RULES),
      retry: { minMs: 1, maxMs: 2, random: () => 0.5 },
      uncertain: 'resend',
      clock: () => new Date(),
      onEvent: (event) => {
        this.#note(event);
        for (const watch of this.#watching) watch();
      },
      ...options,
    });
    await this.#deliverer.start();
  }

  #note(event: DeliveryEvent): void {
    this.events.push(event);
    const isOver = event.type === 'message:acknowledged' && event.controlId.endsWith('-3');
    if (isOver || event.type === 'message:held') this.#ended.add(event.caseId);
  }

  async close(): Promise<void> {
    await this.#deliverer?.stop(0);
    await this.millennium.close();
    await this.store.close();
    await rm(this.#folder, { recursive: true });
  }

  /** Sends one case whose second message is answered as the trial says, and waits until nothing more happens to it by itself. */
  async send(trial: Trial): Promise<Course> {
    const [course] = await this.sendAll([trial]);
    if (course === undefined) throw new Error('no course');
    return course;
  }

  /** The same for many cases side by side. */
  async sendAll(trials: readonly Trial[]): Promise<Course[]> {
    const cases = trials.map(({ mode = 'original', effect = 'create', rules }) => {
      this.#cases += 1;
      const caseId = `C${String(this.#cases)}`;
      if (rules !== undefined) this.#rules.set(caseId, rules);
      return { caseId, mode, effect };
    });
    const rules = trials.flatMap(({ answers, others = 'AA' }, index): FaultRule[] => {
      const caseId = cases[index]?.caseId ?? '';
      const scripted = answers.map(([times, then]) => ({ match: { controlId: `${caseId}-2` }, times, then }));
      const then = { ack: others, processed: false };
      return [...scripted, ...[1, 2, 3].map((step) => ({ match: { controlId: `${caseId}-${String(step)}` }, then }))];
    });
    this.millennium.setFaults({ rules });
    await enqueueCases(this.store, cases);
    await this.until(() => cases.every(({ caseId }) => this.#ended.has(caseId)));
    return Promise.all(cases.map(({ caseId }) => this.courseOf(`${caseId}-2`)));
  }

  /** The next exchanges of this message end so inside the connection; without an outcome they reject. */
  failExchanges(controlId: string, times: number, outcome?: ExchangeOutcome): void {
    this.#failures.set(controlId, { times, outcome });
  }

  async courseOf(controlId: string): Promise<Course> {
    const story = await this.store.eventStory(`event-${controlId.slice(0, -2)}`);
    const written = this.written.filter((one) => one.controlId === controlId);
    return {
      messages: story?.messages ?? [],
      eventState: story?.state,
      news: this.events.filter((event): event is MessageEvent => 'controlId' in event && event.controlId === controlId),
      sent: written.map(({ content }) => content),
      connections: written.map(({ connection }) => connection),
      controlId,
    };
  }

  /** Resolves when it holds; asked again after every event of the sender. */
  async until(holds: () => boolean, deadlineMs = 8_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#watching.delete(watch);
        reject(new Error(`never came; told: ${JSON.stringify(this.events.slice(-5))}`));
      }, deadlineMs);
      const watch = (): void => {
        if (!holds()) return;
        clearTimeout(deadline);
        this.#watching.delete(watch);
        resolve();
      };
      this.#watching.add(watch);
    });
  }

  #recording(client: MllpClient): MllpClient {
    const exchange = client.exchange.bind(client);
    client.exchange = (content, ...rest) => {
      const controlId = content.toString('latin1').split('|')[9] ?? '';
      this.written.push({ controlId, content: Buffer.from(content), connection: this.connections });
      const failure = this.#failures.get(controlId);
      if (failure !== undefined && failure.times > 0) {
        failure.times -= 1;
        return failure.outcome === undefined ? Promise.reject(new Error('a fault')) : Promise.resolve(failure.outcome);
      }
      return exchange(content, ...rest);
    };
    client.on('connected', () => (this.connections += 1));
    return client;
  }
}

/** The same rules with waiting times of a millisecond. */
function quick({ rows, overrides, ...rules }: AckRules): AckRules {
  return { ...rules, rows: rows.map(quickRow), overrides: overrides.map(quickRow) };
}

function quickRow(row: AckRule): AckRule {
  const { decision } = row;
  if (decision.class !== 'transient' || decision.retry.kind !== 'slow') return row;
  return { ...row, decision: { ...decision, retry: { ...decision.retry, delayMs: 1 } } };
}
