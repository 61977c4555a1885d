/** A stateful stand-in for Millennium: takes HL7 over MLLP, judges it as a strict system would, keeps what follows, and misbehaves as scripted. Knows nothing of how our messages are made. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MllpListener, type TlsListenerOptions } from '../lib/mllp/index.ts';
import { ApplicationAckSender, type ApplicationAckAddress } from './application-ack-sender.ts';
import { AckIdentities } from './ack-identities.ts';
import { answersTo } from './ack-mode.ts';
import { writeAcknowledgement } from './acknowledgement.ts';
import { deedOf, receivedMessage, scriptedAnswer, writeAnswers } from './deeds.ts';
import { examine, type ExaminedMessage } from './examined-message.ts';
import { FaultBook } from './fault-book.ts';
import { deliverFault, type AnswerChannel } from './fault-delivery.ts';
import { isProcessed, isScripted, parseFaultScript, type FaultAction, type FaultScript } from './fault-rules.ts';
import { HeldState, type Deed, type StateView } from './held-state.ts';
import { judge } from './message-desk.ts';
import type { ReceivedMessage } from './received-log.ts';
import { parseSeed, seededChanges, type Seed } from './seed.ts';
import { StateKeeper } from './state-keeper.ts';
import { DEFAULT_RULES, type SystemRules } from './system-rules.ts';

export interface SimulatorOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Listens over TLS, and asks its peers for their certificates. */
  tls?: TlsListenerOptions;
  /** Where application acknowledgements of committed messages go, over a connection of their own; on the connection of the message unless told. */
  applicationAcks?: ApplicationAckAddress;
  rules?: Partial<SystemRules>;
  /** Before every answer. */
  delayMs?: number;
  /** File that carries the state through a restart; without it the state ends with the process. */
  journalFile?: string;
  /** What another simulator held before this one. */
  state?: HeldState;
  clock?: () => Date;
  onReceived?: (message: ReceivedMessage) => void;
  /** Told when it begins or ceases to listen, and when it has forgotten everything. */
  onChange?: () => void;
  /** Told a short code when the journal cannot be kept. */
  onTrouble?: (code: 'journal-unavailable') => void;
}

const MAX_FRAME_BYTES = 1_048_576;
const FRAME_TIMEOUT_MS = 30_000;
const STRAY_CONTROL_ID = 'NOSUCHMESSAGE';

export class MillenniumSimulator {
  readonly #options: SimulatorOptions;
  readonly #rules: SystemRules;
  readonly #clock: () => Date;
  readonly #kept: StateKeeper;
  readonly #faults = new FaultBook();
  readonly #identities: AckIdentities;
  #listener: MllpListener | undefined;
  #applicationAcks: ApplicationAckSender | undefined;
  #port: number;
  #isStarted = false;
  #turning: Promise<void> = Promise.resolve();
  #closing = new AbortController();
  #letGo = new AbortController();

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#rules = { ...DEFAULT_RULES, ...options.rules };
    this.#clock = options.clock ?? (() => new Date());
    this.#kept = new StateKeeper(options.state ?? new HeldState(), options.journalFile, () =>
      options.onTrouble?.('journal-unavailable'),
    );
    this.#identities = new AckIdentities(this.#clock());
    this.#port = options.port;
  }

  /** The port it listens on, once started. */
  get port(): number {
    return this.#port;
  }

  /** Open connections. */
  get connections(): number {
    return this.#listener?.connections ?? 0;
  }

  /** Messages received since the state began. */
  get receivedCount(): number {
    return this.#kept.state.receivedCount;
  }

  get isDown(): boolean {
    return this.#listener === undefined;
  }

  /** @throws when the port is taken */
  async start(): Promise<{ port: number }> {
    this.#closing = new AbortController();
    this.#isStarted = true;
    this.#kept.open();
    const { applicationAcks } = this.#options;
    if (applicationAcks !== undefined) this.#applicationAcks = new ApplicationAckSender(applicationAcks);
    try {
      await this.setDown(false);
    } catch (cause) {
      await this.close();
      throw cause;
    }
    return { port: this.#port };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#release();
    await this.setDown(true);
    await this.#applicationAcks?.close();
    this.#isStarted = false;
    this.#kept.close();
  }

  /** Down refuses connections and keeps what is held; up listens again on the same port. One change after the other. */
  setDown(isDown: boolean): Promise<void> {
    const turned = this.#turning.then(() => (isDown ? this.#stopListening() : this.#listen()));
    this.#turning = turned.catch(() => undefined);
    return turned;
  }

  /** @param receivedLimit - how many of the newest received messages are listed */
  state(receivedLimit?: number): StateView {
    return this.#kept.state.view(receivedLimit);
  }

  /** False: connections are taken and nothing is read from them, as by a peer that hangs. Until it listens anew. */
  setReading(isReading: boolean): void {
    this.#listener?.setReading(isReading);
  }

  /** Replaces the rules and lets half-open connections go. @throws TypeError for a script that is not right */
  setFaults(script: Pick<FaultScript, 'rules'>): void {
    const parsed = parseFaultScript(script);
    if (!parsed.ok)
      throw new TypeError(parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; '));
    this.#release();
    if (parsed.script.rules !== undefined) this.#faults.replace(parsed.script.rules);
  }

  /** How many rules the script has. */
  get faultRules(): number {
    return this.#faults.size;
  }

  /** Adds encounters the system opened itself. @throws TypeError for what is none */
  seed(seed: Seed): void {
    const parsed = parseSeed(seed);
    if (!parsed.ok)
      throw new TypeError(parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; '));
    for (const encounter of parsed.seed.encounters) this.#commit({ changes: seededChanges(encounter) });
  }

  /** Forgets everything, the script too. */
  reset(): void {
    this.setFaults({ rules: [] });
    this.#kept.clear();
    this.#options.onChange?.();
  }

  #receive(content: Buffer, channel: AnswerChannel): Buffer | undefined | Promise<Buffer | undefined> {
    const examination = examine(content);
    if (!examination.ok) {
      this.#commit({ anomalies: [{ at: this.#clock().toISOString(), kind: examination.reason, controlId: '' }] });
      return undefined;
    }
    const { examined } = examination;
    const action = this.#faults.next(examined);
    if (action !== undefined) return this.#misbehave(examined, action, channel).then(() => undefined);
    const answers = this.#process(examined);
    const delayMs = this.#options.delayMs ?? 0;
    if (delayMs > 0) return this.#sendLater(answers, delayMs, channel);
    return sendAllButLast(answers, channel);
  }

  /** Judges, keeps and journals the message; the answers may leave once this has returned. */
  #process(examined: ExaminedMessage, action?: FaultAction): Buffer[] {
    const now = this.#clock();
    const verdict = judge(examined, this.#kept.state, this.#rules, this.#identities, now);
    const answers =
      action !== undefined && isScripted(action)
        ? [scriptedAnswer(action)]
        : answersTo(examined.header, verdict.refusal);
    this.#commit(deedOf(examined, verdict, answers[0], now, action));
    const written = writeAnswers(examined, answers, verdict.identity, () => this.#identities.next(now));
    const sender = this.#applicationAcks;
    // Of two answers the first is the commit's, which goes back the way the message came.
    if (sender !== undefined) for (const application of written.splice(1)) sender.send(application);
    return written;
  }

  async #misbehave(examined: ExaminedMessage, action: FaultAction, channel: AnswerChannel): Promise<void> {
    const letGo = this.#letGo.signal;
    const answers = isProcessed(action) ? this.#process(examined, action) : this.#ignore(examined, action);
    const stray = writeAcknowledgement(
      examined.header,
      { ackCode: 'AA' },
      this.#identities.next(this.#clock()),
      STRAY_CONTROL_ID,
    );
    await deliverFault({ action, answers, stray, channel, letGo, closing: this.#closing.signal });
  }

  /** The message takes no effect; an answer that is due all the same claims that it did, unless scripted otherwise. */
  #ignore(examined: ExaminedMessage, action: FaultAction): Buffer[] {
    const now = this.#clock();
    const answer = scriptedAnswer(action);
    this.#commit({ message: receivedMessage(examined, answer, now, action) });
    return [writeAcknowledgement(examined.header, answer, this.#identities.next(now))];
  }

  async #sendLater(answers: readonly Buffer[], delayMs: number, channel: AnswerChannel): Promise<Buffer | undefined> {
    try {
      await sleep(delayMs, undefined, { signal: this.#closing.signal });
    } catch {
      return undefined;
    }
    return sendAllButLast(answers, channel);
  }

  #commit(deed: Deed): void {
    this.#kept.commit(deed);
    if (deed.message !== undefined) this.#options.onReceived?.(deed.message);
  }

  async #listen(): Promise<void> {
    if (!this.#isStarted || this.#listener !== undefined) return;
    const { host, tls } = this.#options;
    const listener = new MllpListener({
      host,
      port: this.#port,
      ...(tls === undefined ? {} : { tls }),
      maxFrameBytes: MAX_FRAME_BYTES,
      frameTimeoutMs: FRAME_TIMEOUT_MS,
      onMessage: (content, connection) => this.#receive(content, connection),
      onFault: ({ code }) => this.#noticeFault(code),
    });
    const { port } = await listener.listen();
    this.#port = port;
    this.#listener = listener;
    this.#options.onChange?.();
  }

  async #stopListening(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    this.#listener = undefined;
    this.#options.onChange?.();
    await listener.close();
  }

  /** A connection that breaks is the network's; the rest is the sender's doing or ours. */
  #noticeFault(code: string): void {
    if (code === 'socket-error') return;
    this.#commit({ anomalies: [{ at: this.#clock().toISOString(), kind: code, controlId: '' }] });
  }

  #release(): void {
    this.#letGo.abort();
    this.#letGo = new AbortController();
  }
}

/** The listener sends the last one; the others go before it. */
function sendAllButLast(answers: readonly Buffer[], channel: AnswerChannel): Buffer | undefined {
  for (const answer of answers.slice(0, -1)) channel.writeFramed(answer);
  return answers.at(-1);
}
