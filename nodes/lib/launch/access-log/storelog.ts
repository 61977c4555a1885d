/** Accesses as requests of the national log contract: StoreLog 2.0 of informationsecurity:auditing:log 2.0.8. */
import { PURPOSES } from '../purpose.ts';
import type { Organisation } from '../launch-user.ts';
import type { AccessEntry } from './access-entry.ts';
import { oidOf } from './identifier-systems.ts';
import type { OpenedRecord } from './read-log.ts';
import { element } from './xml.ts';

export interface StoreLogOptions {
  /** HSA-id of this system. */
  systemId: string;
  systemName?: string;
  /** OID of the local identifiers of patients. */
  localRoot?: string | undefined;
}

/** A request holds no more (contract description §6.1.3, rule 2). */
export const MOST_LOGS_IN_A_REQUEST = 500;

const LONGEST = { hsaId: 32, name: 256, args: 8192 };

const LEVELS: Readonly<Record<AccessEntry['direction'], string>> = {
  'orbit-to-ehr': 'uthopp orbit→millennium',
  'ehr-to-orbit': 'uthopp millennium→orbit',
};

/** One `log` of the contract. Undefined: it asks for a user with a unit and a care provider, and nobody had signed in. */
export function storeLog({ record, subject }: OpenedRecord, options: StoreLogOptions): string | undefined {
  const { user } = record;
  if (user === undefined) return undefined;
  const purpose = PURPOSES[user.purpose].swedish;
  // The element is of the responder's namespace, the types in it are of the domain's.
  return element('store:log', [
    element('log:logId', record.logId),
    element('log:system', [
      element('log:systemId', fit(options.systemId, LONGEST.hsaId)),
      element('log:systemName', options.systemName && fit(options.systemName, LONGEST.name)),
    ]),
    element('log:activity', [
      element('log:activityType', 'Läsa'),
      element('log:activityLevel', LEVELS[record.direction]),
      element('log:activityArgs', fit(argumentsOf(record), LONGEST.args)),
      element('log:startDate', record.at),
      element('log:purpose', purpose),
    ]),
    element('log:user', [
      element('log:userId', fit(user.hsaId, LONGEST.hsaId)),
      element('log:assignment', user.commission.name && fit(user.commission.name, LONGEST.name)),
      careProvider(user.careProvider),
      careUnit(user.careUnit),
    ]),
    element('log:resources', [
      element('log:resource', [
        element('log:resourceType', record.context === 'encounter' ? 'Vårdkontakt' : 'Patient'),
        patientOf(subject, options.localRoot),
        careProvider(user.careProvider),
        careUnit(user.careUnit),
      ]),
    ]),
  ]);
}

/** @param logs as `storeLog` gives them, at most MOST_LOGS_IN_A_REQUEST */
export function storeLogRequest(logs: readonly string[]): string {
  const open =
    '<store:StoreLog xmlns:store="urn:riv:informationsecurity:auditing:log:StoreLogResponder:2" xmlns:log="urn:riv:informationsecurity:auditing:log:2">';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${logs.join('\n')}\n</store:StoreLog>\n`;
}

function argumentsOf({ cid, outcome, context, code, caseId }: OpenedRecord['record']): string {
  const parts = { cid, outcome, ctx: context, code, case: caseId };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(';');
}

function patientOf(subject: OpenedRecord['subject'], localRoot: string | undefined): string | undefined {
  const patient = subject?.patient;
  const root = patient && oidOf(patient.idType, localRoot);
  if (patient === undefined || root === undefined) return undefined;
  const id = element('log:patientId', [element('log:root', root), element('log:extension', patient.id)]);
  return element('log:patient', [id]);
}

function careProvider({ hsaId, name }: Organisation): string | undefined {
  return element('log:careProvider', [
    element('log:careProviderId', fit(hsaId, LONGEST.hsaId)),
    element('log:careProviderName', name && fit(name, LONGEST.name)),
  ]);
}

function careUnit({ hsaId, name }: Organisation): string | undefined {
  return element('log:careUnit', [
    element('log:careUnitId', fit(hsaId, LONGEST.hsaId)),
    element('log:careUnitName', name && fit(name, LONGEST.name)),
  ]);
}

function fit(text: string, longest: number): string {
  return [...text].slice(0, longest).join('');
}
