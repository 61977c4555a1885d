/** The contract of an Orbit event, `orbit.surgical-event/1`, as JSON Schema 2020-12; the lists of values are the domain's own. */
import {
  CARE_TYPES,
  EVENT_TYPES,
  LATERALITIES,
  PATIENT_ID_TYPES,
  PRIORITIES,
  SEXES,
  STAFF_ROLES,
} from '../surgery/index.ts';

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;
const optional = <const S extends object>(schema: S) => ({ anyOf: [schema, { type: 'null' }] }) as const;
const oneOf = <const V extends readonly string[]>(values: V) => ({ enum: values }) as const;
const code = (maxLength: number) => ({ type: 'string', pattern: `^[A-Za-z0-9._-]{1,${String(maxLength)}}$` }) as const;
const object = <const P extends Record<string, object>, const R extends readonly string[]>(
  properties: P,
  required: R,
) => ({ type: 'object', additionalProperties: false, properties, required }) as const;
const minutes = optional({ type: 'integer', minimum: 0, maximum: 4320 });
const dateTime = { type: 'string', maxLength: 35, format: 'stockholm-time' } as const;
const date = { type: 'string', maxLength: 10, format: 'calendar-date' } as const;
const flag = optional({ type: 'boolean' });

const person = {
  hsaId: { type: 'string', pattern: '^SE[0-9]{10}-[A-Za-z0-9]{1,18}$' },
  family: optional(text(80)),
  given: optional(text(80)),
} as const;

export const EVENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:orbit:surgical-event:1',
  title: 'orbit.surgical-event/1',
  type: 'object',
  additionalProperties: false,
  required: ['schema', 'eventId', 'eventType', 'occurredAt', 'caseId', 'version', 'hospital'],
  properties: {
    schema: { const: 'orbit.surgical-event/1' },
    eventId: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,64}$' },
    eventType: oneOf(EVENT_TYPES),
    occurredAt: dateTime,
    caseId: code(40),
    version: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    patient: object(
      {
        idType: oneOf(PATIENT_ID_TYPES),
        id: text(30),
        family: text(100),
        given: text(100),
        middle: optional(text(100)),
        birthDate: optional(date),
        sex: oneOf(SEXES),
        protected: flag,
      },
      ['idType', 'id', 'family', 'given', 'sex'],
    ),
    hospital: code(20),
    clinic: optional(code(20)),
    operatingDepartment: optional(code(20)),
    room: optional(text(20)),
    care: object(
      {
        type: oneOf(CARE_TYPES),
        alreadyAdmitted: flag,
        encounterId: optional(code(40)),
        admissionAt: optional(dateTime),
        dischargeAt: optional(dateTime),
        bedWanted: flag,
        ward: optional(text(20)),
        bed: optional(text(20)),
        accommodation: optional(text(20)),
      },
      ['type'],
    ),
    time: object({ start: dateTime, end: dateTime, setupMin: minutes, knifeMin: minutes, cleanupMin: minutes }, [
      'start',
      'end',
    ]),
    priority: optional(oneOf(PRIORITIES)),
    procedures: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: object(
        {
          code: { type: 'string', pattern: '^(?:[A-Z]{3}[0-9]{2}|[A-Z]{2}[0-9]{3})$' },
          text: optional(text(200)),
          main: flag,
          laterality: optional(oneOf(LATERALITIES)),
        },
        ['code'],
      ),
    },
    diagnoses: optional({
      type: 'array',
      maxItems: 20,
      items: object(
        {
          code: { type: 'string', pattern: '^[A-Z][0-9]{2}(?:\\.?[0-9A-Z]{1,3})?$' },
          text: optional(text(200)),
          main: flag,
        },
        ['code'],
      ),
    }),
    staff: optional({
      type: 'array',
      maxItems: 30,
      items: object({ role: oneOf(STAFF_ROLES), ...person }, ['role', 'hsaId']),
    }),
    anaesthesia: optional(text(60)),
    asa: optional({ type: 'integer', minimum: 1, maximum: 6 }),
    waitingListId: optional(code(40)),
    referralId: optional(code(40)),
    bookedBy: optional(object(person, ['hsaId'])),
    note: optional(text(2000)),
    reason: optional(
      object({ code: text(20), codeSystem: optional(text(20)), text: optional(text(200)), late: flag }, ['code']),
    ),
    extensions: optional({ type: 'object', maxProperties: 50 }),
  },
  allOf: [
    {
      if: { properties: { eventType: { enum: ['booked', 'rebooked', 'modified'] } }, required: ['eventType'] },
      then: { required: ['patient', 'care', 'time', 'procedures'] },
    },
  ],
} as const;
