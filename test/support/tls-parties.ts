/** The certificates of the two sides of a TLS connection, and those that must not be accepted; made once for each test process. */
import { issueAuthority, issueCertificate, type Issued } from './certificates.ts';
import type { TlsTexts } from '../../nodes/lib/mllp/index.ts';

export const HOST_NAME = 'millennium.test';
export const SERVER_URI = 'urn:oid:1.2.752.129.2.1.4.1';

const authority = issueAuthority('Test Region CA');
const stranger = issueAuthority('Stranger CA');
const server = { commonName: 'millennium.function', dns: [HOST_NAME, 'localhost'], uris: [SERVER_URI] };

export const parties = {
  authority,
  stranger,
  server: issueCertificate({ ...server, issuer: authority }),
  /** The same names, issued later. */
  renewedServer: issueCertificate({ ...server, issuer: authority, validForDays: 700 }),
  client: issueCertificate({ commonName: 'orbit.function', issuer: authority, dns: ['orbit.test'] }),
  renewedClient: issueCertificate({
    commonName: 'orbit.function',
    issuer: authority,
    dns: ['orbit.test'],
    validForDays: 700,
  }),
  expired: issueCertificate({ ...server, issuer: authority, validFromDays: -30, validForDays: 20 }),
  notYetValid: issueCertificate({ ...server, issuer: authority, validFromDays: 2 }),
  wrongName: issueCertificate({ commonName: 'other.test', issuer: authority, dns: ['other.test'] }),
  byAddress: issueCertificate({ commonName: 'by.address', issuer: authority, ips: ['127.0.0.1'] }),
  selfSigned: issueCertificate(server),
  nearExpiry: issueCertificate({ ...server, issuer: authority, validFromDays: -360, validForDays: 365 }),
  strangersServer: issueCertificate({ ...server, issuer: stranger }),
  strangersClient: issueCertificate({ commonName: 'orbit.function', issuer: stranger, dns: ['orbit.test'] }),
} as const;

/** The texts of a side that trusts the region's authority and shows this certificate. */
export function textsOf(own?: Issued, trusted: Issued = authority): TlsTexts {
  return { ca: trusted.cert, ...(own === undefined ? {} : { cert: own.cert, key: own.key }) };
}
