/** Names why a connection could not be made secure, in codes that say what to do; knows the words of OpenSSL and Node.js. */

/**
 * - `tls-untrusted`: no authority we know has issued the peer's certificate
 * - `tls-expired`, `tls-not-yet-valid`: its time is over, or has not come (a clock?)
 * - `tls-revoked`: its authority has taken it back
 * - `tls-name-mismatch`: it is made out to another host; `tls-name-not-pinned`: it carries none of the pinned names
 * - `tls-client-certificate-required`: the peer wants a certificate and we have none
 * - `tls-client-certificate-refused`: the peer does not accept ours
 * - `tls-not-tls`: the peer answers, but not in TLS
 * - `tls-version`: no common version; `tls-handshake-failed`: no common cipher, or a reason the peer does not tell
 * - `tls-closed`: the peer ended the connection during the handshake; `tls-timeout`: it took the connection and never finished it
 */
export const TLS_FAILURE_CODES = [
  'tls-untrusted',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-revoked',
  'tls-name-mismatch',
  'tls-name-not-pinned',
  'tls-client-certificate-required',
  'tls-client-certificate-refused',
  'tls-not-tls',
  'tls-version',
  'tls-handshake-failed',
  'tls-closed',
  'tls-timeout',
] as const;
export type TlsFailureCode = (typeof TLS_FAILURE_CODES)[number];

/** What our own check of the peer's name fails with. */
export const NAME_NOT_PINNED = 'ERR_NAME_NOT_PINNED';

const EXACT: Readonly<Record<string, TlsFailureCode>> = {
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-not-yet-valid',
  CERT_REVOKED: 'tls-revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-name-mismatch',
  [NAME_NOT_PINNED]: 'tls-name-not-pinned',
  ECONNRESET: 'tls-closed',
  EPIPE: 'tls-closed',
};

/** The first that matches. An alert is the peer's word (RFC 8446 §6.2), everything else in `ERR_SSL_` is what OpenSSL made of its bytes. */
const PATTERNS: readonly [RegExp, TlsFailureCode][] = [
  [/ALERT_CERTIFICATE_REQUIRED$/, 'tls-client-certificate-required'],
  [
    /ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)$/,
    'tls-client-certificate-refused',
  ],
  [/ALERT_PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL$|NO_PROTOCOLS_AVAILABLE$/, 'tls-version'],
  [/WRONG_VERSION_NUMBER$|UNEXPECTED_MESSAGE$|PACKET_LENGTH_TOO_LONG$|HTTP_REQUEST$|BAD_RECORD_TYPE$/, 'tls-not-tls'],
  [/^ERR_SSL_/, 'tls-handshake-failed'],
  // What is left are OpenSSL's reasons not to trust a chain: self-signed, issuer unknown, wrong purpose, bad signature.
  [/CERT|ISSUER|CA$|CHAIN|SIGNATURE|PURPOSE/, 'tls-untrusted'],
];

/**
 * @returns a `TlsFailureCode`, or the code of the network
 * @param code of the error the connection ended with; undefined when the peer just closed it
 * @param hasCertificate whether we presented one: a peer of TLS 1.2 that misses it only says that the handshake failed (RFC 5246 §7.4.6)
 */
export function tlsFailureOf(code: string | undefined, hasCertificate: boolean): string {
  if (code === undefined) return 'tls-closed';
  if (!hasCertificate && code.endsWith('ALERT_HANDSHAKE_FAILURE')) return 'tls-client-certificate-required';
  const known = EXACT[code] ?? PATTERNS.find(([pattern]) => pattern.test(code))?.[1];
  // ETIMEDOUT, EHOSTUNREACH and the like: the network went, TLS had no part in it.
  return known ?? (/^E[A-Z]+$/.test(code) ? code : 'tls-handshake-failed');
}
