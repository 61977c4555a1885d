/** Node: the site's own changes to finished messages, as a list of rules per trigger event. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { applyRules, checkRules, type EditRule } from '../lib/millennium/index.ts';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { expressionsOf } from '../lib/runtime/expressions.ts';
import { missingContext, type FlowMessage } from '../lib/runtime/flow-message.ts';
import { FlowError, guardInput } from '../lib/runtime/guard-input.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import { HL7_EDIT_CONFIG_VERSION, hl7EditMigrations } from './migrations.ts';

export interface Hl7EditDef extends NodeDef {
  configVersion?: number;
  rules: EditRule[];
}

export default function (RED: NodeAPI): void {
  RED.nodes.registerType('orbit-hl7-edit', function (this: Node, saved: Hl7EditDef) {
    const { rules } = migrateConfig(saved, HL7_EDIT_CONFIG_VERSION, hl7EditMigrations);
    RED.nodes.createNode(this, saved);
    const show = statusOf(RED, this);
    const expressions = expressionsOf(RED, this);
    const issues = checkRules(rules, (text) => expressions.isExpression(text));
    for (const { rule, fault } of issues) {
      this.warn(
        RED._('orbit-hl7-edit.log.fault', { rule: String(rule), fault: RED._(`orbit-hl7-edit.fault.${fault}`) }),
      );
    }
    if (issues.length > 0) show('error', 'faults', { count: issues.length });
    let edited = 0;
    guardInput<FlowMessage>(
      this,
      async (message, send) => {
        const missing = missingContext(message, true);
        if (missing !== undefined) throw new FlowError('no-context', missing);
        const result = await applyRules(rules, message.messages, {
          event: message.payload,
          profileOf: (hospital) => findHospital(hospital)?.profile,
          evaluate: (text, subject, field) => expressions.evaluate(text, subject, field),
        });
        if (!result.ok) {
          const { dispatch, eventId } = message.orbit;
          const store = (RED.nodes.getNode(dispatch.store) as StoreNode | null)?.service;
          await store?.hold(eventId, dispatch.claimToken, result.problem);
          throw new FlowError(result.problem.code, result.problem.text);
        }
        edited += result.changed;
        show('ok', 'edited', { count: edited });
        message.messages = result.messages;
        send(message);
      },
      (error) => show('error', 'held', { code: error instanceof FlowError ? error.code : 'exception' }),
    );
  });
}
