/** The shell shared by the nodes that turn planned messages of one kind into HL7: encounter, bed and appointment. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Built } from '../millennium/index.ts';
import type { MessageKind, PlannedMessage, SurgicalEvent } from '../surgery/index.ts';
import { migrateConfig } from './config-migration.ts';
import { FlowError, guardInput } from './guard-input.ts';
import { missingContext, type FlowMessage } from './flow-message.ts';
import { findHospital } from './hospital-registry.ts';
import { statusOf } from './node-status.ts';
import type { HospitalService, StoreNode } from './services.ts';

export interface MappingNode {
  type: string;
  kind: MessageKind;
  build: (
    planned: PlannedMessage,
    context: { event: SurgicalEvent; profile: HospitalService['profile']; now: Date },
  ) => Built;
}

/** Registers the node. A message that cannot be made holds the event with the reason; the flow goes on with the next event. */
export function registerMappingNode(RED: NodeAPI, mapping: MappingNode): void {
  RED.nodes.registerType(mapping.type, function (this: Node, def: NodeDef) {
    migrateConfig(def as NodeDef & { configVersion?: number }, 1, []);
    RED.nodes.createNode(this, def);
    const show = statusOf(RED, this);
    let built = 0;
    guardInput<FlowMessage>(
      this,
      async (message, send) => {
        const missing = missingContext(message, true);
        if (missing !== undefined) throw new FlowError('no-context', missing);
        const result = buildKind(message, mapping);
        if (!result.ok) {
          const { dispatch, eventId } = message.orbit;
          const store = (RED.nodes.getNode(dispatch.store) as StoreNode | null)?.service;
          await store?.hold(eventId, dispatch.claimToken, result.problem);
          throw new FlowError(result.problem.code, result.problem.text);
        }
        built += result.count;
        show('ok', 'built', { count: built });
        send(message);
      },
      (error) => show('error', 'held', { code: error instanceof FlowError ? error.code : 'exception' }),
    );
  });
}

type BuiltKind = { ok: true; count: number } | Extract<Built, { ok: false }>;

/** Adds the messages of one kind to `message.messages`, in the order of the plan's steps. */
function buildKind(message: FlowMessage, { kind, build }: MappingNode): BuiltKind {
  const { plannedAt } = message.orbit;
  const now = plannedAt === undefined ? new Date() : new Date(plannedAt);
  let count = 0;
  for (const planned of message.orbit.plan ?? []) {
    if (planned.kind !== kind || message.messages.some(({ step }) => step === planned.step)) continue;
    const hospital = findHospital(planned.hospital);
    if (hospital === undefined) {
      return { ok: false, problem: { code: 'no-profile', text: `no profile for hospital ${planned.hospital}` } };
    }
    const result = build(planned, { event: message.payload, profile: hospital.profile, now });
    if (!result.ok) return result;
    message.messages.push(result.message);
    message.orbit.warnings = [...message.orbit.warnings, ...result.warnings];
    count += 1;
  }
  message.messages.sort((a, b) => a.step - b.step);
  return { ok: true, count };
}
