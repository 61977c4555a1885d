/** Node: sends each event to the system that owns the booking, by the state of its hospital and the day of the operation. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { missingContext, type FlowMessage } from '../lib/runtime/flow-message.ts';
import { FlowError, guardInput } from '../lib/runtime/guard-input.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { StoreNode, StoreService } from '../lib/runtime/services.ts';
import {
  atSite,
  routeEvent,
  settleUnchanged,
  siteOf,
  type HospitalSides,
  type RouteDecision,
} from '../lib/surgery/index.ts';
import { ROUTE_CONFIG_VERSION, routeMigrations } from './migrations.ts';

export interface RouteDef extends NodeDef {
  configVersion?: number;
}

export default function (RED: NodeAPI): void {
  RED.nodes.registerType('orbit-route', function (this: Node, saved: RouteDef) {
    migrateConfig(saved, ROUTE_CONFIG_VERSION, routeMigrations);
    RED.nodes.createNode(this, saved);
    const show = statusOf(RED, this);
    guardInput<FlowMessage>(
      this,
      async (message, send) => {
        const missing = missingContext(message, false);
        if (missing !== undefined) throw new FlowError('no-context', missing);
        const { dispatch, caseId, before } = message.orbit;
        const service = (RED.nodes.getNode(dispatch.store) as StoreNode | null)?.service;
        if (service === undefined) throw new FlowError('no-store', 'the store this event came from is not deployed');
        const decision = routeEvent(message.payload, before ?? undefined, sidesOf(message.payload.hospital));
        show(decision.kind === 'wait' ? 'warning' : 'ok', statusFor(decision), { case: caseId });
        if (await passesOn(message, decision, service)) send([message, null]);
        else if (decision.kind === 'nobody') send([null, message]);
      },
      (error) => show('error', 'held', { code: error instanceof FlowError ? error.code : 'exception' }),
    );
  });
}

function sidesOf(hospital: string): HospitalSides {
  return {
    rules: findHospital(siteOf(hospital, 'millennium'))?.routes,
    hasElvis: findHospital(siteOf(hospital, 'elvis')) !== undefined,
  };
}

function statusFor(decision: RouteDecision): string {
  return decision.kind === 'to' ? decision.system : decision.kind;
}

/** Writes down what ends here; true when the event goes on to the surgical case. */
async function passesOn(message: FlowMessage, decision: RouteDecision, service: StoreService): Promise<boolean> {
  const { orbit, payload } = message;
  const { eventId, caseId, dispatch, before } = orbit;
  switch (decision.kind) {
    case 'to':
      message.payload = atSite(payload, decision.site);
      orbit.route = { system: decision.system, reason: decision.reason };
      return true;
    case 'wait':
      await service.hold(eventId, dispatch.claimToken, {
        code: decision.reason,
        text: `hospital ${payload.hospital} is frozen`,
      });
      return false;
    case 'nobody': {
      const route = { system: 'nobody', reason: decision.reason } as const;
      if (decision.leaves) {
        // What is planned is the end of the booking where it is; nobody gets a new one.
        message.payload = { ...payload, eventType: 'cancelled' };
        orbit.route = route;
        return true;
      }
      const settled = { change: 'not-live', outcome: 'unchanged', warnings: [], messages: [], route } as const;
      const ledger = settleUnchanged(before ?? undefined, payload);
      await service.commit(
        { ...settled, eventId, claimToken: dispatch.claimToken, ledger, orderingKey: caseId },
        new Date(),
      );
      return false;
    }
  }
}
