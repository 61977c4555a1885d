/** Checks what a scheduling message says against its trigger event: the identifiers, the filler status and the action codes. */
import { firstSegment, value, type Hl7Message, type Segment } from './hl7-message.ts';
import type { SiuTrigger } from './message-structures.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { SystemRules } from './system-rules.ts';

const OPEN_STATUSES = ['Booked', 'Pending', 'Waitlist', 'Overbook', 'Blocked', 'Started', 'Complete', 'Confirmed'];
/** SCH-25 and its copies in the resource segments, by trigger event (table 0278). */
const STATUSES: Readonly<Record<SiuTrigger, readonly string[]>> = {
  S12: OPEN_STATUSES,
  S13: OPEN_STATUSES,
  S14: OPEN_STATUSES,
  S15: ['Cancelled'],
  S16: ['Dc'],
  S17: ['Deleted'],
  S26: ['Noshow'],
};
/** The field with the filler status of each resource segment. */
const STATUS_FIELDS: Readonly<Record<string, number>> = { AIS: 10, AIG: 14, AIL: 12, AIP: 12 };

export function checkAppointment(message: Hl7Message, trigger: SiuTrigger, rules: SystemRules): Refusal | undefined {
  const schedule = firstSegment(message, 'SCH');
  if (value(schedule, 1) === '' && value(schedule, 2) === '')
    return refuse('101', 'neither SCH-1 nor SCH-2 is valued', schedule, 2);
  const status = value(schedule, 25);
  if (status !== '' && !STATUSES[trigger].includes(status))
    return refuse('103', 'SCH-25 is not a status of this trigger event', schedule, 25);
  return (
    (rules.optionalActionCodes ? undefined : checkPresentActions(message, trigger)) ?? checkResources(message, trigger)
  );
}

/** RGS-2 and its likes are required on every change (HL7 v2 §10.6.4). */
function checkPresentActions(message: Hl7Message, trigger: SiuTrigger): Refusal | undefined {
  if (trigger === 'S12') return undefined;
  const silent = message.segments.find((segment) => isResource(segment) && value(segment, 2) === '');
  return silent === undefined ? undefined : refuse('101', 'a change needs an action code', silent, 2);
}

function isResource({ name }: Segment): boolean {
  return name === 'RGS' || STATUS_FIELDS[name] !== undefined;
}

/** On a new booking everything is added, and what stays has the status of the trigger event. */
function checkResources(message: Hl7Message, trigger: SiuTrigger): Refusal | undefined {
  for (const segment of message.segments) {
    const statusField = STATUS_FIELDS[segment.name];
    if (statusField === undefined && segment.name !== 'RGS') continue;
    const action = value(segment, 2);
    if (trigger === 'S12' && action !== '' && action !== 'A')
      return refuse('103', 'a new booking only adds', segment, 2);
    // A resource that is taken away has the status it is left with.
    if (statusField === undefined || action === 'D') continue;
    if (!STATUSES[trigger].includes(value(segment, statusField))) {
      return refuse('103', 'the filler status is not one of this trigger event', segment, statusField);
    }
  }
  return undefined;
}
