/** Config node: one receiver reached over MLLP, and the deliverer that empties its part of the outbox. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { Deliverer, type DeliveryEvent } from '../lib/delivery/index.ts';
import { DEFAULT_ACK_RULES } from '../lib/millennium/index.ts';
import { MllpClient } from '../lib/mllp/index.ts';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { armedFailpoint } from '../lib/runtime/failpoint.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import type { EndpointNode, EndpointService, StoreNode } from '../lib/runtime/services.ts';
import type { Store } from '../lib/store/index.ts';
import { ENDPOINT_CONFIG_VERSION, endpointMigrations } from './migrations.ts';

export interface EndpointDef extends NodeDef {
  configVersion?: number;
  store: string;
  /** Empty: MILLENNIUM_HOST, else the simulator on this machine. */
  host: string;
  port: number | string;
  connections: number | string;
  connectTimeoutS: number | string;
  ackTimeoutS: number | string;
  retryMinS: number | string;
  retryMaxS: number | string;
  /** What becomes of a message of which nobody knows whether it arrived. */
  uncertain: 'resend' | 'hold';
}

/** Time a redeploy gives to the exchanges in flight. */
const DRAIN_MS = 5_000;

/** Which node empties which queue. */
const queues = new Map<string, string>();

export default function (RED: NodeAPI): void {
  RED.nodes.registerType('orbit-endpoint', function (this: Node, saved: EndpointDef) {
    const def = migrateConfig(saved, ENDPOINT_CONFIG_VERSION, endpointMigrations);
    RED.nodes.createNode(this, saved);
    const store = (RED.nodes.getNode(def.store) as StoreNode | null)?.service;
    if (store === undefined) {
      this.error(RED._('orbit-endpoint.log.no-store'));
      return;
    }
    const endpoint = def.name !== '' ? def.name : 'millennium';
    // Two that empty the same queue would take each other's messages for left behind.
    const queue = `${def.store}/${endpoint}`;
    if ((queues.get(queue) ?? this.id) !== this.id) {
      this.error(RED._('orbit-endpoint.log.twice', { name: endpoint }));
      return;
    }
    queues.set(queue, this.id);
    const listeners = new Set<(event: DeliveryEvent) => void>();
    const service: EndpointService = {
      endpoint,
      store,
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    (this as EndpointNode).service = service;
    const publish = (event: DeliveryEvent): void => {
      for (const listener of listeners) listener(event);
    };

    // The last settlements of a redeploy come after the store node has let go of the store.
    const handle = store.acquire();
    let stopped = false;
    let deliverer: Deliverer | undefined;
    const start = (): void => {
      if (stopped || deliverer !== undefined) return;
      startDelivery(def, service.endpoint, handle.opened, publish).then(
        async (started) => {
          deliverer = started;
          if (stopped) await started.stop(0);
        },
        (cause: unknown) => this.error(asError(cause).message),
      );
    };
    // The hospitals' acknowledgement rules are known once every node of the flow has been made.
    RED.events.on('flows:started', start);
    guardClose(this, async () => {
      stopped = true;
      RED.events.off('flows:started', start);
      await deliverer?.stop(DRAIN_MS);
      await handle.release();
      queues.delete(queue);
    });
  });
}

async function startDelivery(
  def: EndpointDef,
  endpoint: string,
  opened: Promise<Store>,
  onEvent: (event: DeliveryEvent) => void,
): Promise<Deliverer> {
  const failpoint = armedFailpoint(process.env.ORBIT_FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
  const deliverer = new Deliverer({
    store: await opened,
    endpoint,
    createClient: () => createClient(def),
    connections: Number(def.connections),
    rulesFor: (hospital) => findHospital(hospital)?.profile.ack ?? DEFAULT_ACK_RULES,
    retry: { minMs: Number(def.retryMinS) * 1000, maxMs: Number(def.retryMaxS) * 1000, random: Math.random },
    uncertain: def.uncertain,
    clock: () => new Date(),
    ...(failpoint === undefined ? {} : { failpoint }),
    onEvent,
  });
  await deliverer.start();
  return deliverer;
}

function createClient(def: EndpointDef): MllpClient {
  return new MllpClient({
    host: def.host !== '' ? def.host : (process.env.MILLENNIUM_HOST ?? '127.0.0.1'),
    port: Number(def.port !== '' ? def.port : (process.env.MILLENNIUM_PORT ?? 2575)),
    connectTimeoutMs: Number(def.connectTimeoutS) * 1000,
    ackTimeoutMs: Number(def.ackTimeoutS) * 1000,
  });
}
