/** Takes a hospital's profile as JSON: checks it against the schema and for options that contradict each other, and fills in the defaults. Reports everything at once. */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isTimeZone } from '../../hl7/index.ts';
import { ackRules } from '../ack-options.ts';
import { TABLE_NAMES } from './code-tables.ts';
import { PROFILE_SCHEMA, profileOptions, type HospitalProfile, type ProfileOptions } from './profile.ts';

export interface ProfileIssue {
  /** JSON Pointer into the profile. */
  pointer: string;
  message: string;
}

export type ParsedProfile = { ok: true; profile: HospitalProfile } | { ok: false; issues: readonly ProfileIssue[] };

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
}).compile(PROFILE_SCHEMA);

export function parseProfile(value: unknown): ParsedProfile {
  if (!validate(value)) return { ok: false, issues: (validate.errors ?? []).map(issueOf) };
  const options = profileOptions.fill(value);
  const issues = contradictions(options);
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, profile: withAckRules(options) };
}

function withAckRules({ ack, ...options }: ProfileOptions): HospitalProfile {
  return { ...options, ack: ackRules(ack) };
}

function issueOf({ instancePath, keyword, params, message }: ErrorObject): ProfileIssue {
  const detail = params as Readonly<Record<string, unknown>>;
  if (keyword === 'additionalProperties') {
    return { pointer: `${instancePath}/${String(detail.additionalProperty)}`, message: 'is not an option' };
  }
  if (keyword === 'required')
    return { pointer: `${instancePath}/${String(detail.missingProperty)}`, message: 'is missing' };
  if (keyword === 'enum' && Array.isArray(detail.allowedValues)) {
    return { pointer: instancePath, message: `must be one of ${detail.allowedValues.join(', ')}` };
  }
  return { pointer: instancePath, message: message ?? 'is not valid' };
}

/** MSH-18 has six characters in HL7 2.3. */
const SHORT_CHARACTER_SET = 6;

function contradictions(options: ProfileOptions): readonly ProfileIssue[] {
  const { hl7Version, charset, msh18Text, timeZone, tables, missingCodes } = options;
  const issues: ProfileIssue[] = [];
  if (hl7Version === '2.3' && msh18Text === 'auto' && charset === 'utf-8') {
    issues.push({
      pointer: '/charset',
      message: 'HL7 2.3 cannot name UTF-8 in MSH-18: choose 8859/1, or give msh18Text what the receiver expects',
    });
  } else if (hl7Version === '2.3' && msh18Text !== 'auto' && msh18Text.length > SHORT_CHARACTER_SET) {
    issues.push({ pointer: '/msh18Text', message: 'MSH-18 has six characters in HL7 2.3' });
  }
  if (!isTimeZone(timeZone)) issues.push({ pointer: '/timeZone', message: 'is not the name of a time zone' });
  for (const name of TABLE_NAMES) {
    if (missingCodes[name] === 'default' && !Object.hasOwn(tables[name], '*')) {
      issues.push({ pointer: `/tables/${name}`, message: 'needs an entry * for the codes it does not have' });
    }
  }
  return issues;
}
