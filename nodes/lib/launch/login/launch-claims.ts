/** Reads who signed in from the claims of the Swedish identity providers: an employee in one commission at one unit. */
import type { LaunchUser, Organisation } from '../launch-user.ts';
import { purposeOf } from '../purpose.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** All of them are asked for as essential: without one the access could not be accounted for. */
export const NEEDED_CLAIMS = [
  'employeeHsaId',
  'commissionHsaId',
  'commissionName',
  'commissionPurpose',
  'healthCareUnitHsaId',
  'healthCareProviderHsaId',
] as const;

const WELCOME_CLAIMS = ['given_name', 'family_name', 'healthCareUnitName', 'healthCareProviderName'] as const;

type NeededClaim = (typeof NEEDED_CLAIMS)[number];

/** At most 31 characters, letters without å, ä, ö; test systems have other prefixes than SE and ten digits. */
const HSA_ID = /^[A-Z0-9][A-Za-z0-9-]{2,30}$/;
const LONGEST_NAME = 256;

/** The `claims` parameter (OpenID Connect Core §5.5). */
export function claimsParameter(): string {
  const essential = NEEDED_CLAIMS.map((name) => [name, { essential: true }] as const);
  const voluntary = WELCOME_CLAIMS.map((name) => [name, null] as const);
  const wanted = Object.fromEntries<object | null>([...essential, ...voluntary]);
  return JSON.stringify({ id_token: wanted, userinfo: wanted });
}

export function missingClaims(claims: Claims): NeededClaim[] {
  return NEEDED_CLAIMS.filter((name) => !isUsable(name, claims[name]));
}

/** @param claims with nothing missing */
export function readUser(claims: Claims): LaunchUser | undefined {
  if (missingClaims(claims).length > 0) return undefined;
  const text = (name: string): string => nameOf(claims[name]) ?? '';
  const purpose = purposeOf(text('commissionPurpose'));
  if (purpose === undefined) return undefined;
  const displayName = [claims.given_name, claims.family_name].flatMap((part) => nameOf(part) ?? []).join(' ');
  return {
    hsaId: text('employeeHsaId'),
    ...(displayName === '' ? {} : { displayName }),
    commission: { hsaId: text('commissionHsaId'), name: text('commissionName') },
    purpose,
    careUnit: organisation(text('healthCareUnitHsaId'), nameOf(claims.healthCareUnitName)),
    careProvider: organisation(text('healthCareProviderHsaId'), nameOf(claims.healthCareProviderName)),
  };
}

function organisation(hsaId: string, name: string | undefined): Organisation {
  return name === undefined ? { hsaId } : { hsaId, name };
}

function isUsable(name: NeededClaim, value: unknown): boolean {
  if (name === 'commissionName') return nameOf(value) !== undefined;
  if (name === 'commissionPurpose') return purposeOf(nameOf(value) ?? '') !== undefined;
  return typeof value === 'string' && HSA_ID.test(value);
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_NAME ? value : undefined;
}
