/** An event that really came in, with every person in it replaced by an invented one: what is kept is named here, everything else stays out. */
import type { SurgicalEvent } from '../lib/surgery/index.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

const INVENTED = SAMPLE_EVENTS[0]?.event as Readonly<Record<string, unknown>> & { staff: readonly object[] };

export interface EventWithHistory {
  event: object;
  history: readonly object[];
}

const ENDINGS: ReadonlySet<string> = new Set(['cancelled', 'no-show', 'entered-in-error']);

/** @returns the event as Orbit sends it: codes, places and times are those that came; what ends a booking comes with the booking it ends */
export function withoutPersons(given: SurgicalEvent): EventWithHistory {
  const booking = { ...INVENTED, ...keptOf(given.case), hospital: given.hospital };
  if (!ENDINGS.has(given.eventType)) return { event: booking, history: [] };
  const { reason } = given;
  const ending = { ...booking, eventId: 'preview-ending', eventType: given.eventType, version: 2 };
  return {
    event: { ...ending, ...(reason === undefined ? {} : { reason: { code: reason.code } }) },
    history: [booking],
  };
}

function keptOf(surgicalCase: SurgicalEvent['case']): object {
  if (surgicalCase === undefined) return {};
  const { clinic, operatingDepartment, room, care, time, priority, procedures, diagnoses, staff } = surgicalCase;
  const { encounterId, ...stay } = care;
  return withoutAbsent({
    clinic,
    operatingDepartment,
    room,
    care: { ...stay, ...(encounterId === undefined ? {} : { encounterId: 'V0000001' }) },
    time,
    priority,
    // Texts may have been written by hand.
    procedures: procedures.map(({ text: _text, ...procedure }) => ({ ...procedure, text: 'Åtgärd' })),
    diagnoses: diagnoses.map(({ text: _text, ...diagnosis }) => ({ ...diagnosis, text: 'Diagnos' })),
    staff: staff.map(({ role }, index) => ({ ...INVENTED.staff[index % INVENTED.staff.length], role })),
    anaesthesia: surgicalCase.anaesthesia,
    asa: surgicalCase.asa,
  });
}

function withoutAbsent(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
