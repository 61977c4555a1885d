/** The code tables of a hospital: what a code of Orbit is called at the receiver. A table is a plain map; the entry `*` stands for every code that is not listed. */
import { custom, group, choice, type JsonSchema, type Option } from './options.ts';

export interface CodeEntry {
  readonly code: string;
  readonly text?: string;
  /** The coding system, where it is not the one the profile names for this kind of code. */
  readonly system?: string;
  /** For places: the hospital the place belongs to at the receiver. */
  readonly facility?: string;
}

export type CodeTable = Readonly<Record<string, CodeEntry>>;

/** passThrough: the code goes out as it came. default: as the entry `*`. hold: the event is held with the name of the missing code. */
export const MISSING_CODE_POLICIES = ['passThrough', 'default', 'hold'] as const;
export type MissingCodePolicy = (typeof MISSING_CODE_POLICIES)[number];

const entrySchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'string', minLength: 1, maxLength: 60 },
    text: { type: 'string', maxLength: 200 },
    system: { type: 'string', maxLength: 60 },
    facility: { type: 'string', maxLength: 40 },
  },
  required: ['code'],
  additionalProperties: false,
};

function table(description: string, fallback: CodeTable = {}): Option<CodeTable> {
  const schema = {
    description,
    type: 'object',
    maxProperties: 5000,
    propertyNames: { maxLength: 100 },
    additionalProperties: entrySchema,
  };
  return {
    ...custom<CodeTable>(schema, fallback),
    // The site's entries stand beside the shipped ones, and in their place where both have a code.
    fill: (given) => ({ ...fallback, ...(given as CodeTable | undefined) }),
  };
}

const TABLE_OPTIONS = {
  facilities: table('Hospital in PL.4 (PV1-3, PV1-42, AIL-3), by the hospital code of Orbit.'),
  departments: table('Operating department in AIL-3.1 and SCH-5.'),
  rooms: table('Operating room in AIL-3.2, by `department/room` or `room`.'),
  wards: table('Ward in PV1-3.1 and PV1-42.1.'),
  clinics: table('Clinic in PV1-3.1 of visits without a ward.'),
  services: table('Hospital service in PV1-10, by clinic.'),
  accommodations: table('Accommodation in PV2-2.'),
  appointmentTypes: table('Appointment type in SCH-8 or SCH-7, by `care type/priority` or priority.', {
    elective: { code: 'ELEKTIV', text: 'Elektiv operation' },
    acute: { code: 'AKUT', text: 'Akut operation' },
    watch: { code: 'BEVAKNING', text: 'Bevakning' },
  }),
  eventReasons: table('SCH-6 where the event gives no reason, by trigger event.', {
    S12: { code: 'BOKAD', text: 'Operation bokad' },
    S13: { code: 'OMBOKAD', text: 'Operation ombokad' },
    S14: { code: 'ANDRAD', text: 'Operation ändrad' },
    S15: { code: 'AVBOKAD', text: 'Operation avbokad' },
    S16: { code: 'AVBRUTEN', text: 'Operation avbruten' },
    S17: { code: 'FEL', text: 'Felregistrerad' },
    S26: { code: 'UTEBLIV', text: 'Patienten uteblev' },
  }),
  reasons: table('Reason of a rebooking or cancellation in SCH-6, by the code of Orbit (SPOR), capitals or not.', {
    '1': { code: '1', text: 'Annan operation prioriteras' },
    '1a': { code: '1a', text: 'Akut operation prioriteras' },
    '4d': { code: '4d', text: 'Icke optimerad patient – övrigt' },
    '7a': { code: '7a', text: 'Akut sjukdom hos patient' },
    '8': { code: '8', text: 'Utrustning och lokal' },
    '8b': { code: '8b', text: 'Galler/operationsmaterial saknas' },
    '11': { code: '11', text: 'Annat' },
    '11c': { code: '11c', text: 'Platsbrist på grund av säsongssmitta' },
  }),
  roles: table('Role in AIP-4 and AIG-4.', {
    surgeon: { code: 'SURG', text: 'Operatör' },
    anaesthetist: { code: 'ANES', text: 'Anestesiolog' },
    assistant: { code: 'ASSIST', text: 'Assistent' },
    'theatre-nurse': { code: 'NURSE', text: 'Operationssjuksköterska' },
    'anaesthetic-nurse': { code: 'ANESNURSE', text: 'Anestesisjuksköterska' },
  }),
  careTypes: table('Patient class in PV1-2 (table 0004), by care type.', {
    inpatient: { code: 'I' },
    'day-surgery': { code: 'O' },
    outpatient: { code: 'O' },
  }),
  sexes: table('Administrative sex in PID-8 (table 0001).', {
    male: { code: 'M' },
    female: { code: 'F' },
    unknown: { code: 'U' },
    other: { code: 'O' },
  }),
  lateralities: table('Side, as the modifier in PR1-16 and AIS-12.', {
    right: { code: 'ZXA00', text: 'Höger' },
    left: { code: 'ZXA05', text: 'Vänster' },
    bilateral: { code: 'ZXA10', text: 'Bilateral' },
  }),
} as const;

export type TableName = keyof typeof TABLE_OPTIONS;
export const TABLE_NAMES = Object.keys(TABLE_OPTIONS) as readonly TableName[];

export const tables = group('Code tables: code of Orbit to code, text and system of the receiver.', TABLE_OPTIONS);

const policies = Object.fromEntries(
  TABLE_NAMES.map((name) => [
    name,
    choice(`What happens to a code that is not in the table ${name}.`, MISSING_CODE_POLICIES),
  ]),
) as Record<TableName, Option<MissingCodePolicy>>;

export const missingCodes = group('What happens to codes that a table does not have.', policies);
