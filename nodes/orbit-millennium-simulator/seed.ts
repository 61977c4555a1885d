/** Encounters the simulated system opened itself, for example of patients already admitted; parsed strictly. */
import type { Changes, EncounterRecord, EncounterStatus } from './records.ts';

export interface SeededEncounter {
  visitNumber: string;
  patientId: string;
  status?: EncounterStatus;
}

export interface Seed {
  encounters: readonly SeededEncounter[];
}

export type ParsedSeed =
  { ok: true; seed: Seed } | { ok: false; issues: readonly { pointer: string; message: string }[] };

const STATUSES: readonly unknown[] = ['preadmitted', 'registered', 'cancelled', 'admitted'];

export function parseSeed(value: unknown): ParsedSeed {
  const encounters = isObject(value) ? value.encounters : undefined;
  if (!Array.isArray(encounters)) return { ok: false, issues: [{ pointer: '/encounters', message: 'must be a list' }] };
  const issues = encounters.flatMap((encounter: unknown, index) => {
    const pointer = `/encounters/${String(index)}`;
    if (!isObject(encounter)) return [{ pointer, message: 'must be an object' }];
    const wrong = (['visitNumber', 'patientId'] as const).filter(
      (key) => typeof encounter[key] !== 'string' || encounter[key] === '',
    );
    const found = wrong.map((key) => ({ pointer: `${pointer}/${key}`, message: 'must be a text' }));
    if (encounter.status === undefined || STATUSES.includes(encounter.status)) return found;
    return [...found, { pointer: `${pointer}/status`, message: `must be one of ${STATUSES.join(', ')}` }];
  });
  return issues.length === 0
    ? { ok: true, seed: { encounters: encounters as SeededEncounter[] } }
    : { ok: false, issues };
}

/** The encounter with its patient; all else is empty until a message says it. */
export function seededChanges({ visitNumber, patientId, status = 'admitted' }: SeededEncounter): Changes {
  const none = { code: '', text: '' };
  const encounter: EncounterRecord = {
    visitNumber,
    patientId,
    status,
    origin: 'system',
    class: '',
    location: { ward: '', room: '', bed: '', facility: '' },
    service: '',
    doctor: { id: '', family: '', given: '' },
    admissionType: '',
    patientType: '',
    priority: '',
    admitReason: none,
    accommodation: none,
    expectedAdmitAt: '',
    expectedDischargeAt: '',
    expectedSurgeryAt: '',
    expectedStayDays: '',
    procedures: [],
    diagnoses: [],
  };
  const patient = {
    id: patientId,
    authority: '',
    family: '',
    given: '',
    middle: '',
    birthDate: '',
    sex: '',
    otherIds: [],
  };
  return { patient, encounter };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
