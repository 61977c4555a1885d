/** Makes X.509 certificates (RFC 5280) while the tests run: authorities, servers, clients, and the broken ones a partner may send. Node itself makes none. */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface CertificateWish {
  /** Empty: a certificate without a subject. */
  commonName: string;
  /** Signs itself when left out. */
  issuer?: Issued;
  authority?: boolean;
  dns?: readonly string[];
  uris?: readonly string[];
  ips?: readonly string[];
  /** From now; negative lies in the past. */
  validFromDays?: number;
  validForDays?: number;
}

export interface Issued {
  readonly commonName: string;
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  readonly validTo: Date;
}

const DAY_MS = 86_400_000;

const OID = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  basicConstraints: '0603551d13',
  keyUsage: '0603551d0f',
  subjectAltName: '0603551d11',
} as const;

/** One value of the Distinguished Encoding Rules (X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (name: keyof typeof OID): Buffer => Buffer.from(OID[name], 'hex');
const bits = (content: Buffer): Buffer => der(0x03, Buffer.of(0), content);
const flag = (value: boolean): Buffer => der(0x01, Buffer.of(value ? 0xff : 0));

function nameOf(commonName: string): Buffer {
  if (commonName === '') return sequence();
  return sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(commonName, 'utf8')))));
}

/** GeneralizedTime in seconds. */
function timeOf(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`, 'ascii'));
}

function extension(name: keyof typeof OID, isCritical: boolean, value: Buffer): Buffer {
  return sequence(oid(name), ...(isCritical ? [flag(true)] : []), der(0x04, value));
}

function extensionsOf({ authority = false, dns = [], uris = [], ips = [] }: CertificateWish): Buffer {
  const names = [
    ...dns.map((name) => der(0x82, Buffer.from(name, 'ascii'))),
    ...uris.map((uri) => der(0x86, Buffer.from(uri, 'ascii'))),
    ...ips.map((ip) => der(0x87, Buffer.from(ip.split('.').map(Number)))),
  ];
  const list = [
    extension('basicConstraints', true, sequence(...(authority ? [flag(true)] : []))),
    // keyCertSign and cRLSign for an authority, digitalSignature for everybody else.
    extension('keyUsage', true, der(0x03, authority ? Buffer.of(1, 0x06) : Buffer.of(7, 0x80))),
    ...(names.length === 0 ? [] : [extension('subjectAltName', false, sequence(...names))]),
  ];
  return der(0xa3, sequence(...list));
}

export function issueCertificate(wish: CertificateWish): Issued {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const from = new Date(Date.now() + (wish.validFromDays ?? -1) * DAY_MS);
  const validTo = new Date(from.getTime() + (wish.validForDays ?? 366) * DAY_MS);
  validTo.setMilliseconds(0);
  const signer: KeyObject = wish.issuer === undefined ? privateKey : createPrivateKey(wish.issuer.key);
  const serial = randomBytes(8);
  serial[0] = 0x40;
  const algorithm = sequence(oid('ecdsaWithSha256'));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    algorithm,
    nameOf(wish.issuer?.commonName ?? wish.commonName),
    sequence(timeOf(from), timeOf(validTo)),
    nameOf(wish.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensionsOf(wish),
  );
  const certificate = sequence(toBeSigned, algorithm, bits(sign('sha256', toBeSigned, signer)));
  return {
    commonName: wish.commonName,
    cert: pem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    validTo,
  };
}

export function issueAuthority(commonName: string): Issued {
  return issueCertificate({ commonName, authority: true });
}

/** The same private key, readable with the passphrase only. */
export function lockKey({ key }: Issued, passphrase: string): string {
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
