/** Reads signed tokens of known issuers: the launch token of a form post, and the assertion a server signs itself in with (RFC 7519, RFC 7523). */
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';

export interface Issuer {
  /** `iss`, exactly. */
  name: string;
  /** Public keys, by `kid`: during a rotation the old and the new one. */
  keys: JSONWebKeySet;
}

export const TOKEN_TYPES = { launch: 'launch+jwt', assertion: 'client-authentication+jwt' } as const;
export type TokenKind = keyof typeof TOKEN_TYPES;

export interface TokenClaims {
  issuer: string;
  jti: string;
  /** HSA-id of the user in a launch token, the issuer itself in an assertion. */
  subject: string;
  /** When it could not be valid any more. */
  until: Date;
  payload: JWTPayload;
}

export type TokenCheck = { ok: true; claims: TokenClaims } | { ok: false; code: 'expired' | 'refused' };

/** Asymmetric ones only: a public key can never be taken for a shared secret. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'];
const MAX_AGE_SECONDS = 60;
const TOLERANCE_SECONDS = 5;
const MAX_LENGTH = 8_192;

/** @param audience the address of this service, exactly as issuers know it */
export async function verifyToken(
  token: string,
  kind: TokenKind,
  options: { issuers: readonly Issuer[]; audience: string; now: Date },
): Promise<TokenCheck> {
  const { issuers, audience, now } = options;
  const issuer = issuers.find(({ name }) => name === claimedIssuer(token));
  if (issuer === undefined) return { ok: false, code: 'refused' };
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(issuer.keys), {
      algorithms: ALGORITHMS,
      issuer: issuer.name,
      audience,
      typ: TOKEN_TYPES[kind],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['jti', 'exp', 'iat', 'sub'],
      currentDate: now,
    });
    const { jti = '', sub: subject = '', exp = 0 } = payload;
    // An audience among others would let the others use it here.
    if (Array.isArray(payload.aud) || jti === '' || subject === '') return { ok: false, code: 'refused' };
    const until = new Date((exp + TOLERANCE_SECONDS) * 1000);
    return { ok: true, claims: { issuer: issuer.name, jti, subject, until, payload } };
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    return { ok: false, code: cause instanceof errors.JWTExpired ? 'expired' : 'refused' };
  }
}

/** Chooses the keys; what it says is believed only after they have been tried. */
function claimedIssuer(token: string): string | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  const [, body] = token.split('.');
  try {
    const payload: unknown = JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null && 'iss' in payload && typeof payload.iss === 'string'
      ? payload.iss
      : undefined;
  } catch {
    return undefined;
  }
}
