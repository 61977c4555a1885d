/** Checks what the flow has built against the plan and the structure of HL7, and makes it the commit of the event. Refuses anything that would not arrive as planned. */
import { checkMessage, encodeMessage, type BuiltMessage } from '../lib/millennium/index.ts';
import type { FlowMessage } from '../lib/runtime/flow-message.ts';
import type { HospitalService } from '../lib/runtime/services.ts';
import type { EventCommit, NewMessage, Problem } from '../lib/store/index.ts';
import type { PlannedMessage } from '../lib/surgery/index.ts';

export type Prepared = { ok: true; commit: EventCommit } | { ok: false; problem: Problem };

/**
 * @param findHospital the deployed profile of a hospital code
 * @param endpoint where messages of hospitals without an endpoint of their own go
 */
export function prepareCommit(
  { orbit, messages }: FlowMessage,
  findHospital: (code: string) => HospitalService | undefined,
  endpoint: string,
): Prepared {
  const { plan = [], after, change } = orbit;
  if (after === undefined || change === undefined)
    return refuse('no-plan', 'the event has no plan; wire an orbit-case node before this one');
  const rows: NewMessage[] = [];
  for (const planned of plan) {
    const built = messages.find(({ step }) => step === planned.step);
    if (built === undefined) {
      return refuse(
        'missing-message',
        `the plan has a ${planned.triggerEvent} (${planned.kind}) that no node of this flow has built`,
      );
    }
    const row = prepareMessage(built, findHospital(built.hospital), endpoint);
    if (!row.ok) return row;
    rows.push({ ...row.message, step: stepOf(planned), before: planned.before });
  }
  if (messages.length > rows.length)
    return refuse('unplanned-message', 'the flow has added a message that is not in the plan');
  return {
    ok: true,
    commit: {
      eventId: orbit.eventId,
      claimToken: orbit.dispatch.claimToken,
      change: change.kind,
      outcome: 'sent',
      ledger: after,
      orderingKey: orbit.caseId,
      messages: rows,
      warnings: orbit.warnings,
      ...(orbit.route === undefined ? {} : { route: orbit.route }),
      ...(orbit.supersedes === undefined ? {} : { supersedes: orbit.supersedes }),
    },
  };
}

/** A plan has some ten steps. Those of a case planned anew come behind those of the same event before. */
const STEPS_OF_A_PLAN = 1_000;

function stepOf({ generation = 0, step }: PlannedMessage): number {
  return generation * STEPS_OF_A_PLAN + step;
}

function prepareMessage(
  built: BuiltMessage,
  hospital: HospitalService | undefined,
  endpoint: string,
): { ok: true; message: NewMessage } | { ok: false; problem: Problem } {
  if (hospital === undefined) return refuse('no-profile', `no profile for hospital ${built.hospital}`);
  const [issue] = checkMessage(built.hl7, built);
  if (issue !== undefined) return refuse('structure', `${built.messageType}: ${issue.path} ${issue.message}`);
  const encoded = encodeMessage(built.hl7, hospital.profile);
  if (!encoded.ok) return encoded;
  const { step, kind, effect, messageType, triggerEvent, controlId, linkIdentifier } = built;
  return {
    ok: true,
    message: {
      step,
      kind,
      effect,
      messageType,
      triggerEvent,
      controlId,
      linkIdentifier,
      hospital: built.hospital,
      endpoint: hospital.endpoint ?? endpoint,
      content: encoded.content,
    },
  };
}

function refuse(code: string, text: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, text } };
}
