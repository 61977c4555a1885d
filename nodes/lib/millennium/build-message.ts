/** Makes the HL7 message the plan asks for, by the profile of its hospital. Pure: the same event, profile and time give the same text. */
import { writeMessage } from '../hl7/index.ts';
import type { PlannedMessage } from '../surgery/index.ts';
import type { BuiltMessage, MappingProblem } from './built-message.ts';
import { Draft, type BuildContext } from './draft.ts';
import { layOut } from './message-layouts.ts';

export type Built =
  { ok: true; message: BuiltMessage; warnings: readonly string[] } | { ok: false; problem: MappingProblem };

/** `now` is the time of the first building; a message is sent again as it was built. Warnings name fields, never values. */
export function buildMessage(planned: PlannedMessage, context: BuildContext): Built {
  const draft = new Draft(planned, context);
  const segments = layOut(draft);
  if (draft.problem !== undefined) return { ok: false, problem: draft.problem };
  const { step, kind, effect, triggerEvent, hospital, visitNumber } = planned;
  return {
    ok: true,
    message: {
      step,
      kind,
      effect,
      messageType: draft.messageType,
      triggerEvent,
      controlId: draft.controlId,
      hospital,
      linkIdentifier: kind === 'appointment' ? draft.subject.caseId : visitNumber,
      hl7: writeMessage(segments),
    },
    warnings: draft.warnings,
  };
}
