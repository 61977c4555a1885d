/** Signs tokens with a key that lives as long as the process (RFC 7515 compact serialization, ES256). */
import { generateKeyPairSync, sign, type JsonWebKey } from 'node:crypto';

export interface Token {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

export interface TokenSigner {
  kid: string;
  jwks: { keys: readonly JsonWebKey[] };
  sign: (token: Token) => string;
}

export function tokenSigner(): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'development';
  return {
    kid,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] },
    sign: ({ header, claims }) => {
      const text = `${encode(header)}.${encode(claims)}`;
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}

export function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
