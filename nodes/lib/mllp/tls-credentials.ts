/** Makes of PEM texts what a TLS connection needs, or says which of them cannot be used. Never shows a key or a passphrase. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { factsOf, type CertificateFacts } from './certificate-facts.ts';

export type MinVersion = 'TLSv1.2' | 'TLSv1.3';

/** PEM. */
export interface TlsTexts {
  /** Authorities the peer's certificate may come from; without them those that Node.js brings. */
  ca?: string;
  /** Our own certificate, with the intermediate ones behind it. */
  cert?: string;
  key?: string;
  passphrase?: string;
}

export interface TlsCredentials {
  readonly texts: TlsTexts;
  readonly minVersion: MinVersion;
  readonly context: SecureContext;
  /** Our own certificate. */
  readonly own: CertificateFacts | undefined;
}

export const CREDENTIALS_PROBLEMS = [
  'tls-ca-missing',
  'tls-ca-unreadable',
  'tls-certificate-missing',
  'tls-certificate-unreadable',
  'tls-key-missing',
  'tls-key-unreadable',
  'tls-passphrase-wrong',
  'tls-key-mismatch',
  'tls-credentials-unusable',
] as const;
export type CredentialsProblem = (typeof CREDENTIALS_PROBLEMS)[number];

export type LoadedCredentials = { ok: true; credentials: TlsCredentials } | { ok: false; code: CredentialsProblem };

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

export function loadCredentials(texts: TlsTexts, minVersion: MinVersion = 'TLSv1.2'): LoadedCredentials {
  if (texts.ca !== undefined && certificatesIn(texts.ca) === undefined) return { ok: false, code: 'tls-ca-unreadable' };
  const own = readOwn(texts);
  if (typeof own === 'string') return { ok: false, code: own };
  try {
    const context = createSecureContext({ ...texts, minVersion });
    return { ok: true, credentials: { texts, minVersion, context, own: own && factsOf(own) } };
  } catch {
    return { ok: false, code: 'tls-credentials-unusable' };
  }
}

function readOwn({ cert, key, passphrase }: TlsTexts): X509Certificate | CredentialsProblem | undefined {
  if (cert === undefined) return key === undefined ? undefined : 'tls-certificate-missing';
  if (key === undefined) return 'tls-key-missing';
  const leaf = certificatesIn(cert)?.[0];
  if (leaf === undefined) return 'tls-certificate-unreadable';
  const privateKey = readKey(key, passphrase);
  if (typeof privateKey === 'string') return privateKey;
  return leaf.checkPrivateKey(privateKey) ? leaf : 'tls-key-mismatch';
}

/**
 * Every certificate of a text; undefined when one of them cannot be read or none is there. OpenSSL itself stops silently at a torn
 * block: a bundle read while it is being written would lose authorities, an empty one would give way to those of Node.js.
 */
function certificatesIn(text: string): X509Certificate[] | undefined {
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0 || blocks.length !== text.split('-----BEGIN ').length - 1) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function readKey(text: string, passphrase: string | undefined): KeyObject | CredentialsProblem {
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    return text.includes('ENCRYPTED') ? 'tls-passphrase-wrong' : 'tls-key-unreadable';
  }
}
