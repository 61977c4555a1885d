/** What a certificate says, for people and for the check of names; knows no sockets. */
import type { X509Certificate } from 'node:crypto';

export interface CertificateFacts {
  /** Empty where the subject has none. */
  commonName: string;
  dnsNames: readonly string[];
  uris: readonly string[];
  /** The issuer's common name, else its organisation. */
  issuer: string;
  validFrom: Date;
  validTo: Date;
  /** SHA-256, pairs of hexadecimal digits. */
  fingerprint: string;
}

const DAY_MS = 86_400_000;

export function factsOf(certificate: X509Certificate): CertificateFacts {
  const { subject, issuer } = certificate.toLegacyObject();
  const names = alternativeNames(certificate.subjectAltName ?? '');
  return {
    commonName: firstOf(subject.CN),
    dnsNames: names.filter(([kind]) => kind === 'DNS').map(([, name]) => name),
    uris: names.filter(([kind]) => kind === 'URI').map(([, name]) => name),
    issuer: firstOf(issuer.CN) || firstOf(issuer.O),
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256,
  };
}

/** An attribute that a name carries several times comes as a list. */
function firstOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** `DNS:a, URI:"b\\u002cc"`: a value with a comma, a quote or a control character is quoted as in JSON. */
function alternativeNames(text: string): [kind: string, name: string][] {
  return [...text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, kind = '', value = '']) => [
    kind,
    value.startsWith('"') ? String(JSON.parse(value)) : value,
  ]);
}

/**
 * Whether the certificate carries one of the names: as a DNS name or a URI among its alternative names, or as its common name.
 * DNS names and common names are compared without regard to case, URIs exactly; no wildcard matches anything but itself.
 */
export function carriesName({ commonName, dnsNames, uris }: CertificateFacts, names: readonly string[]): boolean {
  const carried = new Set([commonName, ...dnsNames].filter((name) => name !== '').map((name) => name.toLowerCase()));
  return names.some((name) => carried.has(name.toLowerCase()) || uris.includes(name));
}

/** Whole days until the certificate ends; negative after its end. */
export function daysLeft({ validTo }: Pick<CertificateFacts, 'validTo'>, now: Date): number {
  return Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
}

export type ExpiryWarning = 'expired' | 'within-7-days' | 'within-30-days' | 'within-60-days';

/** How urgent the renewal of a certificate is; undefined while it is not. */
export function expiryWarning(facts: Pick<CertificateFacts, 'validTo'>, now: Date): ExpiryWarning | undefined {
  if (facts.validTo <= now) return 'expired';
  const days = daysLeft(facts, now);
  if (days < 7) return 'within-7-days';
  if (days < 30) return 'within-30-days';
  return days < 60 ? 'within-60-days' : undefined;
}
