/** Planned messages and events of one case for tests of the builders. */
import assert from 'node:assert/strict';
import { parseMessage, type ParsedMessage } from '../../nodes/lib/hl7/index.ts';
import { buildMessage, type BuiltMessage, type HospitalProfile } from '../../nodes/lib/millennium/index.ts';
import type {
  MessageEffect,
  MessageKind,
  PlannedMessage,
  SurgicalCase,
  SurgicalEvent,
  TriggerEvent,
} from '../../nodes/lib/surgery/index.ts';
import { makeProfile } from './profiles.ts';

export const NOW = new Date('2026-11-03T09:15:05Z');

export function makeCase(changes: Partial<SurgicalCase> = {}): SurgicalCase {
  return {
    caseId: 'OP2026004711',
    hospital: 'SU-MOLNDAL',
    clinic: 'ORT',
    operatingDepartment: 'MOPC',
    room: 'OP3',
    patient: {
      idType: 'personnummer',
      id: '191212121212',
      family: 'Tolvansson',
      given: 'Tolvan',
      birthDate: '1912-12-12',
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
    },
    time: { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T10:30:00+01:00', knifeMin: 95 },
    priority: 'elective',
    procedures: [{ code: 'NFB49', text: 'Primär total höftprotes', main: true, laterality: 'right' }],
    diagnoses: [{ code: 'M16.1', text: 'Primär koxartros', main: true }],
    staff: [{ role: 'surgeon', hsaId: 'SE2321000131-P000000123456', family: 'Åström', given: 'Örjan' }],
    ...changes,
  };
}

export interface Make {
  subject?: SurgicalCase;
  planned?: Partial<PlannedMessage>;
  event?: Partial<SurgicalEvent>;
  profile?: HospitalProfile;
  now?: Date;
}

export function build(triggerEvent: TriggerEvent, { subject = makeCase(), planned, event, profile, now }: Make = {}) {
  return buildMessage(
    {
      step: 1,
      kind: kindOf(triggerEvent),
      triggerEvent,
      effect: effectOf(triggerEvent),
      hospital: subject.hospital,
      subject,
      visitNumber: subject.caseId,
      before: {
        hospital: subject.hospital,
        encounter: { name: 'none' },
        bed: 'none',
        appointment: 'none',
        visitCount: 0,
      },
      ...planned,
    },
    {
      event: {
        eventId: 'event-1',
        eventType: 'booked',
        occurredAt: '2026-11-03T10:15:00+01:00',
        caseId: subject.caseId,
        version: 1,
        hospital: subject.hospital,
        case: subject,
        ...event,
      },
      profile: profile ?? makeProfile(),
      now: now ?? NOW,
    },
  );
}

export function built(triggerEvent: TriggerEvent, make: Make = {}): BuiltMessage & { warnings: readonly string[] } {
  const result = build(triggerEvent, make);
  assert.ok(result.ok, result.ok ? '' : result.problem.text);
  return { ...result.message, warnings: result.warnings };
}

/** The message as a receiver reads it. */
export function read(triggerEvent: TriggerEvent, make: Make = {}): ParsedMessage {
  const parsed = parseMessage(built(triggerEvent, make).hl7);
  assert.ok(parsed.ok);
  return parsed.message;
}

/** A field as it was sent, by segment and number, for example `raw(message, 'PV1', 10)`. */
export function raw(message: ParsedMessage, name: string, field: number, occurrence = 1): string | undefined {
  return message.segmentsNamed(name)[occurrence - 1]?.raw(field);
}

/** By a profile that differs from the default in these options. */
export function withOptions(options: object, make: Make = {}): Make {
  return { ...make, profile: makeProfile({ tables: { facilities: { 'SU-MOLNDAL': { code: 'SU' } } }, ...options }) };
}

/** One field of a message built with these options. */
export function field(
  trigger: TriggerEvent,
  name: string,
  number: number,
  options: object = {},
  make: Make = {},
): string | undefined {
  return raw(read(trigger, withOptions(options, make)), name, number);
}

export const ADT_TRIGGERS = ['A04', 'A05', 'A08', 'A11', 'A14', 'A27', 'A38'] as const;
export const SIU_TRIGGERS = ['S12', 'S13', 'S14', 'S15', 'S16', 'S17', 'S26'] as const;
export const TRIGGERS: readonly TriggerEvent[] = [...ADT_TRIGGERS, ...SIU_TRIGGERS];

function kindOf(trigger: TriggerEvent): MessageKind {
  if (trigger.startsWith('S')) return 'appointment';
  return trigger === 'A14' || trigger === 'A27' ? 'bed' : 'encounter';
}

function effectOf(trigger: TriggerEvent): MessageEffect {
  if (trigger === 'S26') return 'no-show';
  if (['A08', 'S13', 'S14'].includes(trigger)) return 'update';
  return ['A11', 'A27', 'A38', 'S15', 'S16', 'S17'].includes(trigger) ? 'cancel' : 'create';
}
