/** Options about fields and segments: where sites differ in what they read from where. */
import { choice, choices, flag, group, text, custom } from './options.ts';

export const header = group('Who sends to whom: MSH-3 to MSH-6, MSH-11, MSH-17.', {
  sendingApplication: text('MSH-3.', 'ORBIT'),
  sendingFacility: text('MSH-4; empty: the code of the hospital.', ''),
  sendingFacilityOid: text('OID of MSH-4.', '', { pattern: '^(\\d+(\\.\\d+)+)?$' }),
  receivingApplication: text('MSH-5.', 'MILLENNIUM'),
  receivingFacility: text('MSH-6.', 'VGR'),
  receivingFacilityOid: text('OID of MSH-6.', '', { pattern: '^(\\d+(\\.\\d+)+)?$' }),
  processingId: choice('MSH-11: production, training or debugging.', ['P', 'T', 'D']),
  countryCode: text('MSH-17, ISO 3166; SWE is sent as SE in versions whose field has two characters.', 'SWE', {
    pattern: '^([A-Z]{2,3})?$',
  }),
});

/** Places whose emptiness on an update deletes what the receiver holds (HL7 v2 §2.10.4: empty says nothing, `""` deletes). */
export const DELETABLE_FIELDS = ['PV1-3', 'PV1-7', 'PV1-10', 'PV2-2', 'PV2-9', 'PV2-10', 'DG1-3', 'NTE-3'] as const;
export type DeletableField = (typeof DELETABLE_FIELDS)[number];

export const messageOptions = {
  bedLocationField: choice('Where A14 and A27 carry the bed: PV1-42 by the standard, PV1-3 in most messages seen.', [
    'both',
    'PV1-3',
    'PV1-42',
  ]),
  patientClassPreadmit: choice('PV1-2 of a pre-admitted patient: the class intended, or P.', ['intended', 'P']),
  encounterType: custom<string | Readonly<Record<string, string>>>(
    {
      description: 'PV1-18: a code for all, or one by care type.',
      anyOf: [
        { type: 'string', maxLength: 20 },
        {
          type: 'object',
          properties: {
            inpatient: { type: 'string' },
            'day-surgery': { type: 'string' },
            outpatient: { type: 'string' },
          },
          additionalProperties: false,
        },
      ],
    },
    '',
  ),
  visitNumberPlacement: choice(
    'Where the visit number goes. PV1-19+PV1-50: the case id in PV1-50 as well. PV1-50 and PV1-5: there instead, where the receiver gives the visit number itself.',
    ['PV1-19', 'PV1-19+PV1-50', 'PV1-50', 'PV1-5'],
  ),
  appointmentIdPlacement: choice('Where the case id goes: SCH-1 and SCH-2, SCH-2 only, SCH-1 only.', [
    'both',
    'filler',
    'placer',
  ]),
  appointmentTypeField: choice('Where the appointment type goes; SCH-7 otherwise holds the planned procedure.', [
    'SCH-8',
    'SCH-7',
    'both',
  ]),
  personnelSegment: choice('Which segment names the staff.', ['AIP', 'AIG', 'both']),
  resourceGrouping: choice(
    'One RGS group for each procedure, each with room and staff, or one for the whole operation.',
    ['perProcedure', 'single'],
  ),
  resourceAction: choice(
    'RGS-2 and the like on S13, S14, S15, S16, S17, S26: update, delete on cancellations, or nothing.',
    ['U', 'D-on-cancel', 'none'],
  ),
  durationUnit: text('Unit of durations: SCH-10, AIS-8, AIG-12, AIL-10, AIP-10, TQ1-6.', 'MIN', { maxLength: 20 }),
  eventReasonCode: text('EVN-4 of A04, A05, A08 and A14, table 0062; empty: not sent.', '02', { maxLength: 3 }),
  eventOccurred: choice(
    'EVN-6: when it happened in Orbit, or the planned start as some patient administration systems send.',
    ['occurred', 'start'],
  ),
  sendOperator: flag('EVN-5: who booked.'),
  sendScheduleId: flag('SCH-5: the operating department.'),
  sendLaterality: flag('AIS-12: the side (from 2.4).'),
  sendNotes: flag('NTE after SCH: the note of the booking.'),
  sendAddress: flag('Reserved: events carry no address.'),
  protectedIdentity: choice('PID-5 of a patient with protected identity.', ['send', 'withhold-name']),
  protectionIndicator: flag('PD1-12: Y for a patient with protected identity (SIU from 2.3.1).'),
  zsu: flag('The Z segment ZSU at the end of every message.'),
  obxMeta: flag('OBX in SIU: times and classes of the case, in the way of Epic.'),
  deletableFields: choices(
    'Fields that are sent as "" on A08, S13 and S14 when the case has no value for them any more.',
    DELETABLE_FIELDS,
    ['PV1-7', 'PV2-9', 'PV2-10'],
  ),
  contact: group('Who stands in SCH-16 and SCH-20 where an event names nobody: both are required.', {
    id: text('Identifier of the function or system.', 'ORBIT', { maxLength: 40 }),
    family: text('Its name.', 'Orbit', { maxLength: 40 }),
  }),
} as const;
