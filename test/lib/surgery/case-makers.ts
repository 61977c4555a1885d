/** Cases and events of the domain, as small as they can be, for the tests of comparison and plan. */
import type { Care, CaseLedger, SurgicalCase, SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';

export const CASE_ID = 'OP1';
export const HOSPITAL = 'SU-MOLNDAL';
export const ELSEWHERE = 'SAS-BORAS';

type Changes = Partial<Omit<SurgicalCase, 'care'>> & { care?: Partial<Care> };

export function surgicalCase(changes: Changes = {}): SurgicalCase {
  const { care, ...rest } = changes;
  return {
    caseId: CASE_ID,
    hospital: HOSPITAL,
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

export const dayCase = (changes: Changes = {}): SurgicalCase =>
  surgicalCase({ ...changes, care: { type: 'day-surgery', bedWanted: false, ...changes.care } });

export const admittedCase = (encounterId?: string, changes: Changes = {}): SurgicalCase =>
  surgicalCase({
    ...changes,
    care: { alreadyAdmitted: true, ...(encounterId === undefined ? {} : { encounterId }), ...changes.care },
  });

/** The case without the named parts of its care. */
export function withoutCare(from: SurgicalCase, ...names: readonly (keyof Care)[]): SurgicalCase {
  const care = Object.fromEntries(Object.entries(from.care).filter(([name]) => !names.includes(name as keyof Care)));
  return { ...from, care: care as unknown as Care };
}

export const LATER = { start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' };

/** A week later, with the stay around it. */
export const rebookedCase = (changes: Changes = {}): SurgicalCase =>
  surgicalCase({
    time: LATER,
    ...changes,
    care: { admissionAt: '2026-11-16T14:00:00+01:00', dischargeAt: '2026-11-19T12:00:00+01:00', ...changes.care },
  });

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
    hospital: HOSPITAL,
  };
}

/** What the receiver holds after the booking of `surgicalCase()`. */
export function ledgerOf(changes: Partial<CaseLedger> = {}): CaseLedger {
  return {
    caseId: CASE_ID,
    version: 1,
    hospital: HOSPITAL,
    encounter: { name: 'registered', visitNumber: CASE_ID, createdBy: 'A05' },
    bed: 'reserved',
    appointment: 'booked',
    visitCount: 1,
    snapshot: surgicalCase(),
    ...changes,
  };
}

/** The same after its cancellation. */
export const cancelledLedger = (changes: Partial<CaseLedger> = {}): CaseLedger =>
  ledgerOf({ encounter: { name: 'none' }, bed: 'none', appointment: 'none', ...changes });
