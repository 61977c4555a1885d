/** Takes one message through every check and on to the decision of its trigger event; changes nothing itself. */
import { checkAppointment } from './check-appointment.ts';
import { checkFields } from './check-fields.ts';
import { checkStructure } from './check-structure.ts';
import { decideAppointment } from './decide-appointment.ts';
import { releaseBed, reserveBed } from './decide-bed.ts';
import { cancelEncounter, preadmit, register, update } from './decide-encounter.ts';
import { firstSegment, value, type Hl7Message } from './hl7-message.ts';
import { parseTimestamp } from './hl7-time.ts';
import type { Version } from './message-header.ts';
import { isSiuTrigger, type AdtTrigger, type Trigger } from './message-structures.ts';
import { refused, type DecisionContext, type Outcome } from './outcome.ts';
import { readPatientId } from './read-patient.ts';
import { readVisitNumber } from './read-encounter.ts';
import type { HeldRecords } from './records.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { SystemRules } from './system-rules.ts';

export function decideMessage(
  message: Hl7Message,
  trigger: Trigger,
  version: Version,
  held: HeldRecords,
  rules: SystemRules,
): Outcome {
  const refusal =
    checkStructure(message, trigger, version) ?? checkFields(message, version) ?? checkEvent(message, trigger, rules);
  if (refusal !== undefined) return refused(refusal);
  const messageOffset = parseTimestamp(value(firstSegment(message, 'MSH'), 7))?.offset;
  const context: DecisionContext = {
    message,
    held,
    rules,
    zone: { siteZone: rules.siteZone, ...(messageOffset === undefined ? {} : { messageOffset }) },
    patientId: readPatientId(message),
    visitNumber: readVisitNumber(message),
  };
  return isSiuTrigger(trigger) ? decideAppointment(context, trigger) : decideAdt(context, trigger);
}

function checkEvent(message: Hl7Message, trigger: Trigger, rules: SystemRules): Refusal | undefined {
  if (isSiuTrigger(trigger)) return checkAppointment(message, trigger, rules);
  const event = firstSegment(message, 'EVN');
  const code = value(event, 1);
  if (code !== '' && code !== trigger) return refuse('103', 'EVN-1 is not the trigger event of MSH-9', event, 1);
  return readVisitNumber(message) === '' ? refuse('101', 'the visit number is missing', 'PV1', 19) : undefined;
}

function decideAdt(context: DecisionContext, trigger: AdtTrigger): Outcome {
  switch (trigger) {
    case 'A04':
      return register(context);
    case 'A05':
      return preadmit(context);
    case 'A08':
      return update(context);
    case 'A11':
      return cancelEncounter(context, 'registered');
    case 'A14':
      return reserveBed(context);
    case 'A27':
      return releaseBed(context);
    case 'A38':
      return cancelEncounter(context, 'preadmitted');
  }
}
