/** Node: makes the messages of an event durable in the outbox (the commit point of the flow) and tells how their delivery goes. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { missingContext, type FlowMessage } from '../lib/runtime/flow-message.ts';
import { FlowError, guardInput } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { EndpointNode } from '../lib/runtime/services.ts';
import { prepareCommit } from './commit-messages.ts';
import { reportDelivery } from './report-delivery.ts';
import { MLLP_OUT_CONFIG_VERSION, mllpOutMigrations } from './migrations.ts';

export interface MllpOutDef extends NodeDef {
  configVersion?: number;
  endpoint: string;
}

export default function (RED: NodeAPI): void {
  RED.nodes.registerType('orbit-mllp-out', function (this: Node, saved: MllpOutDef) {
    const def = migrateConfig(saved, MLLP_OUT_CONFIG_VERSION, mllpOutMigrations);
    RED.nodes.createNode(this, saved);
    const show = statusOf(RED, this);
    const service = (RED.nodes.getNode(def.endpoint) as EndpointNode | null)?.service;
    if (service === undefined) show('error', 'no-endpoint');
    else guardClose(this, reportDelivery(this, service, show));

    guardInput<FlowMessage>(
      this,
      async (message, send) => {
        const missing = missingContext(message, true);
        if (missing !== undefined) throw new FlowError('no-context', missing);
        if (service === undefined)
          throw new FlowError('no-endpoint', 'this node has no endpoint; open it and choose one');
        const { eventId, dispatch } = message.orbit;
        const prepared = prepareCommit(message, findHospital, service.endpoint);
        if (!prepared.ok) {
          await service.store.hold(eventId, dispatch.claimToken, prepared.problem);
          throw new FlowError(prepared.problem.code, prepared.problem.text);
        }
        const status = await service.store.commit(prepared.commit, new Date());
        if (status === 'committed') send([message, null]);
      },
      (error) => show('error', 'held', { code: error instanceof FlowError ? error.code : 'exception' }),
    );
  });
}
