import assert from 'node:assert/strict';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { verifyToken, type Issuer } from '../../../nodes/lib/launch/tokens/verify-token.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const AT = NOW.getTime() / 1000;
const AUDIENCE = 'https://launch.example.se/launch';
const CLAIMS = { iss: 'orbit', aud: AUDIENCE, sub: 'SE2321000131-P1', iat: AT, exp: AT + 60, jti: 'j1', ctx: 'OP1' };

describe('a launch token', () => {
  let issuers: Issuer[];
  let sign: (changes?: Record<string, unknown>, header?: { typ?: string; kid?: string }) => Promise<string>;
  let publicPem: string;

  before(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    issuers = [{ name: 'orbit', keys: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] } }];
    publicPem = await exportSPKI(pair.publicKey);
    sign = (changes = {}, header = {}) =>
      new SignJWT({ ...CLAIMS, ...changes })
        .setProtectedHeader({ alg: 'ES256', typ: 'launch+jwt', kid: 'k1', ...header })
        .sign(pair.privateKey);
  });

  const check = async (token: string): Promise<string> => {
    const result = await verifyToken(token, 'launch', { issuers, audience: AUDIENCE, now: NOW });
    return result.ok ? 'ok' : result.code;
  };

  it('is taken from a known issuer, for us, fresh', async () => {
    assert.equal(await check(await sign()), 'ok');
  });

  it('allows clocks to differ by four seconds, and not by ten', async () => {
    assert.equal(await check(await sign({ iat: AT + 4, exp: AT + 64 })), 'ok');
    assert.equal(await check(await sign({ iat: AT - 64, exp: AT - 4 })), 'ok');
    assert.equal(await check(await sign({ iat: AT + 10, exp: AT + 70 })), 'refused');
    assert.equal(await check(await sign({ iat: AT - 70, exp: AT - 10 })), 'expired');
  });

  it('is refused for another audience, type, issuer or age, and without what it must say', async () => {
    const wrong: readonly [Record<string, unknown>, { typ?: string; kid?: string }?][] = [
      [{ aud: 'https://test.example.se/launch' }],
      [{ aud: [AUDIENCE, 'https://other.example.se'] }],
      [{ iss: 'stranger' }],
      [{ jti: undefined }],
      [{ sub: undefined }],
      [{ iat: undefined }],
      [{ exp: undefined }],
      [{}, { typ: 'JWT' }],
      [{}, { typ: 'client-authentication+jwt' }],
      [{}, { kid: 'k2' }],
    ];
    for (const [changes, header] of wrong)
      assert.equal(await check(await sign(changes, header)), 'refused', JSON.stringify([changes, header]));
    assert.equal(await check(await sign({ iat: AT - 3_600, exp: AT + 3_600 })), 'expired');
  });

  it('is refused unsigned, signed with the public key as a secret, by a stranger, or altered', async () => {
    const stranger = await generateKeyPair('ES256');
    const header = { typ: 'launch+jwt', kid: 'k1' };
    const confused = new SignJWT(CLAIMS).setProtectedHeader({ ...header, alg: 'HS256' });
    const [head, body = '', signature] = (await sign()).split('.');
    const altered = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload;
    const other = Buffer.from(JSON.stringify({ ...altered, ctx: 'OP2' })).toString('base64url');
    for (const token of [
      new UnsecuredJWT(CLAIMS).encode(),
      await confused.sign(Buffer.from(publicPem)),
      await new SignJWT(CLAIMS).setProtectedHeader({ ...header, alg: 'ES256' }).sign(stranger.privateKey),
      [head, other, signature].join('.'),
      '',
      'a.b.c',
      `${'x'.repeat(9_000)}.e30.x`,
    ])
      assert.equal(await check(token), 'refused');
  });

  it('is taken with the old and the new key while they are changed', async () => {
    const next = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const jwk = { ...(await exportJWK(next.publicKey)), kid: 'k2' };
    const [issuer] = issuers;
    assert.ok(issuer !== undefined);
    const both = [{ ...issuer, keys: { keys: [...issuer.keys.keys, jwk] } }];
    const newer = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'launch+jwt', kid: 'k2' })
      .sign(next.privateKey);
    for (const token of [await sign(), newer]) {
      const result = await verifyToken(token, 'launch', { issuers: both, audience: AUDIENCE, now: NOW });
      assert.ok(result.ok);
    }
  });
});
