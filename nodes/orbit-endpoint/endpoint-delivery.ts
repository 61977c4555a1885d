/** The deliverer of one endpoint from the start of the flows to the end of the node, and the store it outlives its own node with. */
import { Deliverer, type DeliveryEvent, type IgnoredCode, type StopCode } from '../lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../lib/millennium/index.ts';
import { armedFailpoint } from '../lib/runtime/failpoint.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import type { StoreService } from '../lib/runtime/services.ts';
import type { Handle } from '../lib/runtime/shared-handle.ts';
import type { Store } from '../lib/store/index.ts';
import { AckListener } from './ack-listener.ts';
import type { EndpointDef } from './endpoint-def.ts';
import type { AckListenerSettings } from './endpoint-settings.ts';
import type { EndpointTransport } from './endpoint-transport.ts';

export interface EndpointDeliveryOptions {
  def: EndpointDef;
  endpoint: string;
  store: StoreService;
  transport: EndpointTransport;
  /** Undefined: nobody listens for application acknowledgements. */
  acks: AckListenerSettings | undefined;
  onEvent: (event: DeliveryEvent) => void;
  onError: (cause: unknown) => void;
  /** An acknowledgement's connection was refused or broken off; the code says why. */
  onAckFault: (code: string) => void;
}

/** In the journal, where no person has ordered it. */
const OURSELVES = 'orbit';

/** What the operator reads beside the endpoint that has stopped. */
const STOP_REASONS: Readonly<Record<StopCode, string>> = {
  'wrong-setting':
    'Several messages in a row were refused for their type, processing id or version: compare MSH-9, MSH-11 and MSH-12 of the profile with what the receiver takes, deploy, release the endpoint, and retry what is held.',
  'all-refused':
    'Everything sent was refused for a while: look at what the held messages have in common, put it right, release the endpoint, and retry what is held.',
};

/** Time a redeploy gives to the exchanges in flight. */
const DRAIN_MS = 5_000;
const LISTEN_AGAIN_MS = 5_000;

export class EndpointDelivery {
  readonly #options: EndpointDeliveryOptions;
  readonly #handle: Handle<Store>;
  #stopped = false;
  #deliverer: Deliverer | undefined;
  #acks: AckListener | undefined;
  #listenAgain: NodeJS.Timeout | undefined;

  constructor(options: EndpointDeliveryOptions) {
    this.#options = options;
    // The last settlements of a redeploy come after the store node has let go of the store.
    this.#handle = options.store.acquire();
  }

  start(): void {
    if (this.#stopped || this.#deliverer !== undefined) return;
    this.#begin().catch((cause: unknown) => this.#options.onError(cause));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#listenAgain);
    await this.#acks?.close();
    await this.#deliverer?.stop(DRAIN_MS);
    this.#options.transport.close();
    await this.#handle.release();
  }

  async #begin(): Promise<void> {
    const { def, endpoint, transport, acks, onEvent } = this.#options;
    const store = await this.#handle.opened;
    if (this.#stopped) return;
    const failpoint = armedFailpoint(process.env.ORBIT_FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
    this.#deliverer = new Deliverer({
      store,
      endpoint,
      createClient: () => transport.createClient(),
      connections: Number(def.connections),
      rulesFor: (hospital) => findHospital(hospital)?.profile.ack ?? DEFAULT_ACK_RULES,
      retry: { minMs: Number(def.retryMinS) * 1000, maxMs: Number(def.retryMaxS) * 1000, random: Math.random },
      uncertain: def.uncertain,
      clock: () => new Date(),
      ...(acks === undefined ? {} : { applicationAcks: { store, timeoutMs: acks.waitMs } }),
      stopEndpoint: (code) =>
        store.operate(
          { command: 'hold', subject: { kind: 'endpoint', id: endpoint } },
          { by: OURSELVES, reason: STOP_REASONS[code], at: new Date() },
        ),
      ...(failpoint === undefined ? {} : { failpoint }),
      onEvent,
    });
    transport.start();
    await this.#deliverer.start();
    if (acks !== undefined) await this.#listen(acks);
  }

  /** A port that another process has for the moment is asked for again; until then the acknowledgements wait on the receiver's side. */
  async #listen(settings: AckListenerSettings): Promise<void> {
    const { transport, onError, onAckFault } = this.#options;
    const listener = new AckListener({
      settings,
      credentials: transport.credentials,
      receive: (content) => this.#receive(content),
      clock: () => new Date(),
      onFault: onAckFault,
    });
    try {
      await listener.listen();
      this.#acks = listener;
      if (this.#stopped) await listener.close();
    } catch (cause) {
      onError(cause);
      if (this.#stopped) return;
      this.#listenAgain = setTimeout(() => void this.#listen(settings), LISTEN_AGAIN_MS);
    }
  }

  #receive(content: Buffer): Promise<'settled' | IgnoredCode> {
    if (this.#deliverer === undefined) return Promise.reject(new Error('the endpoint has not been started'));
    return this.#deliverer.receiveApplicationAck(content);
  }
}
