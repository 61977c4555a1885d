/** Accesses as AuditEvent of FHIR R4, after IHE Basic Audit (BALP): the pattern PatientRead where all it asks for is there. */
import { PURPOSES } from '../purpose.ts';
import type { AccessOutcome } from './access-entry.ts';
import { HSA_ID_OID, oidOf } from './identifier-systems.ts';
import type { OpenedRecord } from './read-log.ts';

export interface AuditEventOptions {
  /** HSA-id of this system. */
  systemId: string;
  /** Where this system is reached, for example uthopp.example.se. */
  systemAddress?: string | undefined;
  /** OID of the local identifiers of patients. */
  localRoot?: string | undefined;
  /** The system of the visit numbers of the target. */
  encounterSystem?: string | undefined;
}

type Json = string | boolean | undefined | readonly Json[] | { readonly [key: string]: Json };

const PATIENT_READ = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead';
const TERMS = 'http://terminology.hl7.org/CodeSystem';
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const HSA_ID = `urn:oid:${HSA_ID_OID}`;

/** AuditEvent.outcome: 0 success, 4 minor failure, 8 serious failure. */
const OUTCOMES: Readonly<Record<AccessOutcome, string>> = { attempted: '0', opened: '0', denied: '4', failed: '8' };

export function auditEvent(opened: OpenedRecord, options: AuditEventOptions): Json {
  const { record } = opened;
  const patient = patientEntity(opened, options);
  const data = dataEntity(opened, options);
  const outcome = OUTCOMES[record.outcome];
  const { clientAddress } = record;
  const isPatientRead =
    outcome === '0' && patient !== undefined && data !== undefined && Boolean(clientAddress && options.systemAddress);
  return {
    resourceType: 'AuditEvent',
    id: record.logId,
    meta: isPatientRead ? { profile: [PATIENT_READ] } : undefined,
    type: coding(`${TERMS}/audit-event-type`, 'rest', 'Restful Operation'),
    subtype: [coding('http://hl7.org/fhir/restful-interaction', 'read', 'read')],
    action: 'R',
    recorded: record.at,
    outcome,
    outcomeDesc: record.code,
    purposeOfEvent: purposeOf(record),
    agent: [
      {
        type: { coding: [coding(DICOM, '110152', 'Destination Role ID')] },
        who: { display: record.direction === 'orbit-to-ehr' ? 'Orbit client' : 'Millennium client' },
        requestor: false,
        network: network(clientAddress),
      },
      {
        type: { coding: [coding(DICOM, '110153', 'Source Role ID')] },
        who: { identifier: { system: HSA_ID, value: options.systemId } },
        requestor: false,
        network: network(options.systemAddress),
      },
      ...userAgent(record),
    ],
    source: { observer: { identifier: { system: HSA_ID, value: options.systemId } } },
    entity: [
      ...(patient === undefined ? [] : [patient]),
      ...(data === undefined ? [] : [data]),
      {
        type: coding('https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', 'XrequestId'),
        what: { identifier: { value: record.cid } },
      },
    ],
  };
}

function userAgent({ user }: OpenedRecord['record']): Json[] {
  if (user === undefined) return [];
  const { hsaId, commission, careUnit } = user;
  return [
    {
      type: { coding: [coding(`${TERMS}/v3-ParticipationType`, 'IRCP', 'information recipient')] },
      role: [
        { coding: [coding(HSA_ID, commission.hsaId)], text: commission.name },
        { coding: [coding(HSA_ID, careUnit.hsaId)], text: careUnit.name },
      ],
      who: { identifier: { system: HSA_ID, value: hsaId } },
      requestor: true,
      purposeOfUse: purposeOf({ user }),
    },
  ];
}

function purposeOf({ user }: Pick<OpenedRecord['record'], 'user'>): Json {
  if (user === undefined) return undefined;
  const { actReason, swedish } = PURPOSES[user.purpose];
  return [{ coding: [coding(`${TERMS}/v3-ActReason`, actReason)], text: swedish }];
}

function patientEntity({ subject }: OpenedRecord, { localRoot }: AuditEventOptions): Json {
  const patient = subject?.patient;
  const oid = patient && oidOf(patient.idType, localRoot);
  if (patient === undefined || oid === undefined) return undefined;
  return {
    type: coding(`${TERMS}/audit-entity-type`, '1', 'Person'),
    role: coding(`${TERMS}/object-role`, '1', 'Patient'),
    what: { type: 'Patient', identifier: { system: `urn:oid:${oid}`, value: patient.id } },
  };
}

function dataEntity({ record, subject }: OpenedRecord, { encounterSystem }: AuditEventOptions): Json {
  const value = record.context === 'encounter' ? subject?.encounter : undefined;
  if (value === undefined && record.caseId === undefined) return undefined;
  const what =
    value === undefined
      ? { display: `surgical case ${record.caseId ?? ''}` }
      : { type: 'Encounter', identifier: { system: encounterSystem, value } };
  return {
    type: coding(`${TERMS}/audit-entity-type`, '2', 'System Object'),
    role: coding(`${TERMS}/object-role`, '4', 'Domain Resource'),
    what,
  };
}

/** By name: a workstation behind Citrix has no address of its own. */
function network(address: string | undefined): Json {
  return address === undefined ? undefined : { address, type: '1' };
}

function coding(system: string, code: string, display?: string): Json {
  return { system, code, display };
}
