/** Config node: one receiver reached over MLLP, and the deliverer that empties its part of the outbox. */
import type { Node, NodeAPI } from 'node-red';
import type { DeliveryEvent } from '../lib/delivery/index.ts';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import type { EndpointNode, EndpointNotice, StoreNode } from '../lib/runtime/services.ts';
import { Announcer } from './announcer.ts';
import { EndpointDelivery } from './endpoint-delivery.ts';
import type { EndpointCredentials, EndpointDef } from './endpoint-def.ts';
import { settingsOf, type EndpointSettings } from './endpoint-settings.ts';
import { EndpointTransport, type TransportNews } from './endpoint-transport.ts';
import { explain, logTransport } from './log-transport.ts';
import { ENDPOINT_CONFIG_VERSION, endpointMigrations } from './migrations.ts';
import { registerTestRoutes } from './test-routes.ts';

/** Which node empties which queue. */
const queues = new Map<string, string>();

export default function (RED: NodeAPI): void {
  registerTestRoutes(RED);
  RED.nodes.registerType(
    'orbit-endpoint',
    function (this: Node<{ passphrase: string }>, saved: EndpointDef) {
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
      const events = new Announcer<DeliveryEvent>(false);
      const notices = new Announcer<EndpointNotice>(true);
      (this as EndpointNode).service = {
        endpoint,
        store,
        onEvent: (listener) => events.add(listener),
        onNotice: (listener) => notices.add(listener),
      };
      const settings = settingsOf(def, process.env);
      if (settings.refusal !== undefined) {
        // What is queued under the name waits; another deploy sends it.
        notices.tell({ type: 'refused', code: settings.refusal });
        this.error(explain(RED, settings.refusal));
        guardClose(this, () => void queues.delete(queue));
        return;
      }
      const delivery = new EndpointDelivery({
        def,
        endpoint,
        store,
        transport: transportOf(settings, this.credentials, newsOf(RED, this, endpoint, events, notices)),
        acks: settings.acks,
        onEvent: (event) => events.tell(event),
        onError: (cause) => this.error(asError(cause).message),
        onAckFault: (code) => this.warn(RED._('orbit-endpoint.log.ack-fault', { code })),
      });
      // The hospitals' acknowledgement rules are known once every node of the flow has been made.
      const start = (): void => delivery.start();
      RED.events.on('flows:started', start);
      guardClose(this, async () => {
        RED.events.off('flows:started', start);
        await delivery.stop();
        queues.delete(queue);
      });
    },
    { credentials: { passphrase: { type: 'password' } } },
  );
}

/** Node-RED gives no credentials to a node that has none. */
function transportOf(
  settings: EndpointSettings,
  credentials: EndpointCredentials | undefined,
  news: TransportNews,
): EndpointTransport {
  const passphrase = credentials?.passphrase === '' ? undefined : credentials?.passphrase;
  return new EndpointTransport({ settings, passphrase, clock: () => new Date(), news });
}

function newsOf(
  RED: NodeAPI,
  node: Node,
  endpoint: string,
  events: Announcer<DeliveryEvent>,
  notices: Announcer<EndpointNotice>,
): TransportNews {
  const log = logTransport(RED, node);
  return {
    ...log,
    failed: (code, isAlone) => {
      log.failed(code);
      if (isAlone) events.tell({ type: 'endpoint:disconnected', endpoint, code });
    },
    expiring: (expiring) => {
      const days = expiring.map(({ daysLeft }) => Math.max(0, daysLeft));
      notices.tell({ type: 'certificates', daysLeft: days.length === 0 ? undefined : Math.min(...days) });
    },
  };
}
