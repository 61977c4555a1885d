/** Cases and events of the domain, as small as they can be, for the tests of comparison and plan. */
import type { Care, SurgicalCase, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';

export const CASE_ID = 'OP1';

export function surgicalCase(
  changes: Partial<Omit<SurgicalCase, 'care'>> & { care?: Partial<Care> } = {},
): SurgicalCase {
  const { care, ...rest } = changes;
  return {
    caseId: CASE_ID,
    hospital: 'SU-MOLNDAL',
    clinic: 'ORT',
    room: 'OP3',
    patient: {
      idType: 'personnummer',
      id: '191212121212',
      family: 'Tolvansson',
      given: 'Tolvan',
      sex: 'male',
      protected: false,
    },
    care: {
      type: 'inpatient',
      alreadyAdmitted: false,
      bedWanted: true,
      ward: 'KIR302',
      admissionAt: '2026-11-09T14:00:00+01:00',
      dischargeAt: '2026-11-12T12:00:00+01:00',
      ...care,
    },
    time: { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T10:30:00+01:00' },
    priority: 'elective',
    procedures: [{ code: 'NFB49', main: true, laterality: 'right' }],
    diagnoses: [{ code: 'M16.1', main: true }],
    staff: [{ role: 'surgeon', hsaId: 'SE2321000131-P000000123456' }],
    ...rest,
  };
}

export const dayCase = (changes: Parameters<typeof surgicalCase>[0] = {}): SurgicalCase =>
  surgicalCase({ ...changes, care: { type: 'day-surgery', bedWanted: false, ...changes.care } });

export const LATER = { start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' };

export function bookedEvent(
  version: number,
  after: SurgicalCase = surgicalCase(),
  eventType: SurgicalEvent['eventType'] = 'booked',
): SurgicalEvent {
  return { ...endingEvent(version, eventType), hospital: after.hospital, case: after };
}

/** An event that carries the identity of the case only. */
export function endingEvent(version: number, eventType: SurgicalEvent['eventType'] = 'cancelled'): SurgicalEvent {
  return {
    eventId: `e${String(version)}`,
    eventType,
    occurredAt: '2026-11-03T10:15:00+01:00',
    caseId: CASE_ID,
    version,
    hospital: 'SU-MOLNDAL',
  };
}
