/** Procedures, diagnoses, reasons and statuses of the case as coded fields. */
import { ce, type Coded, type FieldValue } from '../hl7/index.ts';
import type { Diagnosis, Laterality, Procedure, Reason } from '../surgery/index.ts';
import type { Draft } from './draft.ts';
import type { CodeEntry } from './profile/code-tables.ts';
import type { HospitalProfile } from './profile/profile.ts';
import { translateFirst } from './translate-code.ts';

export function procedureCode({ profile }: Draft, { code, text }: Procedure): FieldValue {
  return ce({ code, text, system: profile.codeSystemIds.kva });
}

/** @param withText false for a mere reference to a diagnosis stated elsewhere in the message */
export function diagnosisCode({ profile }: Draft, { code, text }: Diagnosis, withText = true): FieldValue {
  return ce({
    code: dotted(code, profile.icdDot),
    text: withText ? text : undefined,
    system: profile.codeSystemIds.icd10se,
  });
}

const ICD_CATEGORY = 3;

function dotted(code: string, rule: HospitalProfile['icdDot']): string {
  if (rule === 'keep') return code;
  const bare = code.replace('.', '');
  return rule === 'without' || bare.length <= ICD_CATEGORY
    ? bare
    : `${bare.slice(0, ICD_CATEGORY)}.${bare.slice(ICD_CATEGORY)}`;
}

/** An entry of a table as a coded field. @param system where the entry names none */
export function codedEntry(entry: CodeEntry | undefined, system: string): FieldValue {
  return entry && ce({ code: entry.code, text: entry.text, system: entry.system ?? system });
}

/** ICD-10-SE has no side and KVÅ no field for it: it is a modifier code of its own. */
export function lateralityCode(draft: Draft, laterality: Laterality | undefined, field: string): FieldValue {
  if (laterality === undefined) return undefined;
  const entry = translateFirst(draft, 'lateralities', [laterality], { code: laterality }, field);
  return codedEntry(entry, draft.profile.codeSystemIds.kva);
}

/** SCH-6, which every version requires: the reason of the event, or what the trigger event says by itself. A new booking is never there for a reason. */
export function eventReason(draft: Draft): FieldValue {
  const { event, trigger, profile } = draft;
  const { reason } = event;
  const field = 'SCH-6';
  if (reason === undefined || trigger === 'S12') {
    const entry = translateFirst(draft, 'eventReasons', [trigger], { code: trigger }, field);
    return codedEntry(entry, profile.codeSystemIds.local);
  }
  const isSpor = reason.codeSystem === undefined || reason.codeSystem === 'SPOR';
  const keys = isSpor ? [reason.code, reason.code.toLowerCase()] : [`${reason.codeSystem ?? ''}/${reason.code}`];
  const entry = translateFirst(draft, 'reasons', keys, { code: reason.code }, field);
  return (
    entry &&
    ce({ code: entry.code, text: reasonText(reason, entry), system: entry.system ?? systemOf(reason, profile) })
  );
}

function systemOf({ codeSystem = 'SPOR' }: Reason, { codeSystemIds }: HospitalProfile): string {
  if (codeSystem === 'SPOR') return codeSystemIds.spor;
  return codeSystem === '99ORBIT' ? codeSystemIds.local : codeSystem;
}

/** The event's own words, unless the code was translated: then those of the receiver's code. */
function reasonText(reason: Reason, entry: Coded): string | undefined {
  const isTranslated = entry.code?.toLowerCase() !== reason.code.toLowerCase();
  return isTranslated ? (entry.text ?? reason.text) : (reason.text ?? entry.text);
}

/** SCH-8 or SCH-7. */
export function appointmentType(draft: Draft): FieldValue {
  const { priority, care } = draft.subject;
  const entry = translateFirst(
    draft,
    'appointmentTypes',
    [`${care.type}/${priority}`, priority],
    { code: priority },
    'SCH-8',
  );
  return codedEntry(entry, draft.profile.codeSystemIds.local);
}

const HL7_0278 = 'HL70278';
const BOOKED = ce({ code: 'Booked', text: 'Bokad', system: HL7_0278 });
const CANCELLED = ce({ code: 'Cancelled', text: 'Avbokad', system: HL7_0278 });

/** Filler status, table 0278: the same in SCH-25 and every resource. */
export function fillerStatus({ trigger }: Draft): FieldValue {
  switch (trigger) {
    case 'S15':
      return CANCELLED;
    case 'S16':
      return DISCONTINUED;
    case 'S17':
      return DELETED_STATUS;
    case 'S26':
      return NO_SHOW;
    default:
      return BOOKED;
  }
}

const DISCONTINUED = ce({ code: 'Dc', text: 'Avbruten', system: HL7_0278 });
const DELETED_STATUS = ce({ code: 'Deleted', text: 'Borttagen', system: HL7_0278 });
const NO_SHOW = ce({ code: 'Noshow', text: 'Uteblivit', system: HL7_0278 });

/** Status of a resource that is taken out of an appointment that stays. */
export const REMOVED_STATUS = CANCELLED;

export type ResourceAction = 'A' | 'U' | 'D';

/** RGS-2, AIS-2 and their likes, table 0206: required on every update (HL7 v2 §10.6.4), `A` for all of a new booking. */
export function resourceAction({ trigger, profile }: Draft): ResourceAction | undefined {
  if (trigger === 'S12') return 'A';
  if (profile.resourceAction === 'none') return undefined;
  return profile.resourceAction === 'D-on-cancel' && (trigger === 'S15' || trigger === 'S17') ? 'D' : 'U';
}
