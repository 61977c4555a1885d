/** Node: compares an event with what the receiver holds for the case, plans the messages, and sends it on the way of its change. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { missingContext, type FlowMessage } from '../lib/runtime/flow-message.ts';
import { FlowError, guardInput } from '../lib/runtime/guard-input.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import { CASE_CONFIG_VERSION, caseMigrations } from './migrations.ts';
import { judgeEvent } from './judge-event.ts';
import { OUTPUT_OF } from './outputs.ts';

export interface CaseDef extends NodeDef {
  configVersion?: number;
}

export default function (RED: NodeAPI): void {
  RED.nodes.registerType('orbit-case', function (this: Node, saved: CaseDef) {
    migrateConfig(saved, CASE_CONFIG_VERSION, caseMigrations);
    RED.nodes.createNode(this, saved);
    const show = statusOf(RED, this);
    guardInput<FlowMessage>(
      this,
      async (message, send) => {
        const missing = missingContext(message, false);
        if (missing !== undefined) throw new FlowError('no-context', missing);
        const { dispatch, eventId, caseId, route } = message.orbit;
        const service = (RED.nodes.getNode(dispatch.store) as StoreNode | null)?.service;
        if (service === undefined) throw new FlowError('no-store', 'the store this event came from is not deployed');
        const now = new Date();
        const judged = judgeEvent(message, (hospital) => findHospital(hospital)?.profile.plan, {
          now,
          gapWaitMs: service.gapWaitMs,
        });
        switch (judged.kind) {
          case 'hold':
            await service.hold(eventId, dispatch.claimToken, judged.problem);
            throw new FlowError(judged.problem.code, judged.problem.text);
          case 'wait':
            await service.defer(eventId, dispatch.claimToken, judged.until);
            show('busy', 'waiting', { case: caseId, version: judged.version });
            return;
          case 'unchanged': {
            const status = await service.commit(
              {
                ...judged.commit,
                ...(route === undefined ? {} : { route }),
                claimToken: dispatch.claimToken,
                eventId,
                orderingKey: caseId,
                messages: [],
              },
              now,
            );
            if (status === 'conflict') return;
            show('idle', 'unchanged', { case: caseId });
            send(OUTPUT_OF.unchanged(message));
            return;
          }
          case 'planned':
            Object.assign(message.orbit, judged.context, { plannedAt: now.toISOString() });
            message.messages = [];
            show('ok', judged.context.change.kind, { case: caseId });
            send(OUTPUT_OF[judged.context.change.kind](message));
        }
      },
      (error) => show('error', 'held', { code: error instanceof FlowError ? error.code : 'exception' }),
    );
  });
}
