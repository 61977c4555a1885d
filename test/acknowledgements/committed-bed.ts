/** The real sender and its listener for application acknowledgements; the receiver commits everything, and the test says what its application answers, when, and how often. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deliverer, type DeliveryEvent } from '../../nodes/lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../../nodes/lib/millennium/index.ts';
import { MllpClient } from '../../nodes/lib/mllp/index.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { MessageState, Store } from '../../nodes/lib/store/index.ts';
import { AckListener } from '../../nodes/orbit-endpoint/ack-listener.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { enqueueCases, ENDPOINT } from './queued-case.ts';

export interface CommittedBedOptions {
  timeoutMs?: number;
  failpoint?: (name: string) => void;
}

const RETRY = { minMs: 1, maxMs: 2, random: () => 0.5 };

export class CommittedBed {
  readonly #folder: string;
  readonly #options: CommittedBedOptions;
  readonly millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
  readonly events: DeliveryEvent[] = [];
  /** Time added to the clock. */
  skipMs = 0;
  #store: Store | undefined;
  #deliverer: Deliverer | undefined;
  #listener: AckListener | undefined;
  #client: MllpClient | undefined;

  private constructor(folder: string, options: CommittedBedOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  static async open(options: CommittedBedOptions = {}): Promise<CommittedBed> {
    const bed = new CommittedBed(await mkdtemp(join(tmpdir(), 'committed-')), options);
    await bed.millennium.start();
    bed.commitAll();
    await bed.start();
    return bed;
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store is closed');
    return this.#store;
  }

  /** The receiver answers every message with CA, and nothing else. */
  commitAll(): void {
    this.millennium.setFaults({ rules: [{ then: { ack: 'CA', processed: false } }] });
  }

  async start(): Promise<void> {
    this.#store = await openSqliteStore({ file: join(this.#folder, 'orbit.sqlite') });
    const clock = (): Date => new Date(Date.now() + this.skipMs);
    const wire = {
      host: '127.0.0.1',
      port: this.millennium.port,
      ackTimeoutMs: 8_000,
      reconnect: { minMs: 1, maxMs: 5 },
    };
    const deliverer = new Deliverer({
      store: this.#store,
      endpoint: ENDPOINT,
      createClient: () => new MllpClient(wire),
      connections: 1,
      rulesFor: () => DEFAULT_ACK_RULES,
      retry: RETRY,
      uncertain: 'resend',
      applicationAcks: { store: this.#store, timeoutMs: this.#options.timeoutMs ?? 600_000 },
      clock,
      onEvent: (event) => this.events.push(event),
    });
    this.#deliverer = deliverer;
    this.#listener = new AckListener({
      settings: { host: '127.0.0.1', port: 0, allowedSenders: [], pinnedNames: [], maxFrameBytes: 65_536, waitMs: 0 },
      credentials: undefined,
      receive: (content) => deliverer.receiveApplicationAck(content),
      clock,
      onFault: () => undefined,
    });
    const { port } = await this.#listener.listen();
    this.#client = new MllpClient({ host: '127.0.0.1', port, ackTimeoutMs: 8_000 });
    this.#client.connect();
    await this.#client.ready();
    await deliverer.start();
  }

  /** The sender ends, and whatever it had in its hands stays as it is on disk. */
  async stop(): Promise<void> {
    await this.#client?.close();
    await this.#listener?.close();
    await this.#deliverer?.stop(0);
    await this.#store?.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.millennium.close();
    await rm(this.#folder, { recursive: true });
  }

  enqueue(caseId: string): Promise<void> {
    return enqueueCases(this.store, [{ caseId, mode: 'enhanced-full', effect: 'create' }]);
  }

  /** What the application says of a message. @returns MSA-1 of our answer */
  async say(controlId: string, ackCode: string, errorCode?: string): Promise<string> {
    const error = errorCode === undefined ? '' : `ERR|||${errorCode}^^HL70357|E\r`;
    const header = `MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101600+0100||ACK^A05|M${String(Math.random())}|P|2.5|||AL|NE`;
    return this.send(`${header}\rMSA|${ackCode}|${controlId}\r${error}`);
  }

  async send(content: string): Promise<string> {
    const outcome = await this.#client?.exchange(Buffer.from(content), () => 'answer');
    if (outcome?.kind !== 'reply') throw new Error(`no answer: ${JSON.stringify(outcome)}`);
    return /\rMSA\|(\w\w)\|/.exec(outcome.reply.toString('latin1'))?.[1] ?? '';
  }

  async states(caseId: string): Promise<MessageState[]> {
    const story = await this.store.eventStory(`event-${caseId}`);
    return (story?.messages ?? []).map(({ state }) => state);
  }

  /** Waits for the states of the three messages of a case. */
  stands(caseId: string, ...states: MessageState[]): Promise<unknown> {
    return eventually(
      `the messages of ${caseId}: ${states.join()}`,
      () => this.states(caseId),
      (now) => now.join() === states.join(),
    );
  }

  /** How often the receiver has been sent the message. */
  sentTimes(controlId: string): number {
    return this.millennium.state().received.filter((message) => message.controlId === controlId).length;
  }
}
