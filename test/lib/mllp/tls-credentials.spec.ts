import assert from 'node:assert/strict';
import { loadCredentials, type TlsTexts } from '../../../nodes/lib/mllp/index.ts';
import { lockKey } from '../../support/certificates.ts';
import { parties, textsOf } from '../../support/tls-parties.ts';

const { authority, client, server, stranger } = parties;
const full = textsOf(client);
const half = (text: string): string => text.slice(0, text.length / 2);

describe('loadCredentials', () => {
  it('takes an authority, a certificate and its key, and says what the certificate is', () => {
    const loaded = loadCredentials(full);
    assert.ok(loaded.ok);
    assert.equal(loaded.credentials.own?.commonName, 'orbit.function');
    assert.equal(loaded.credentials.minVersion, 'TLSv1.2');
  });

  it('takes several authorities, and a certificate with its chain', () => {
    const loaded = loadCredentials({
      ...full,
      ca: `first\n${authority.cert}\n# second\n${stranger.cert}`,
      cert: client.cert + authority.cert,
    });
    assert.ok(loaded.ok);
    assert.equal(loaded.credentials.own?.commonName, 'orbit.function');
  });

  it('takes an authority alone, and nothing at all', () => {
    for (const texts of [{ ca: authority.cert }, {}]) {
      const loaded = loadCredentials(texts);
      assert.ok(loaded.ok && loaded.credentials.own === undefined);
    }
  });

  it('opens a locked key with its passphrase', () => {
    assert.ok(loadCredentials({ ...full, key: lockKey(client, 'open sesame'), passphrase: 'open sesame' }).ok);
  });

  const refused: [title: string, texts: TlsTexts, code: string][] = [
    ['an empty list of authorities', { ...full, ca: '' }, 'tls-ca-unreadable'],
    ['a torn authority', { ...full, ca: half(authority.cert) }, 'tls-ca-unreadable'],
    ['a torn second authority', { ...full, ca: authority.cert + half(stranger.cert) }, 'tls-ca-unreadable'],
    ['a second authority that is none', { ...full, ca: `${authority.cert}-----BEGIN x` }, 'tls-ca-unreadable'],
    ['an authority with letters lost', { ...full, ca: authority.cert.replace(/\n.{20}/, '\n') }, 'tls-ca-unreadable'],
    ['a torn certificate', { ...full, cert: half(client.cert) }, 'tls-certificate-unreadable'],
    ['a torn chain', { ...full, cert: client.cert + half(authority.cert) }, 'tls-certificate-unreadable'],
    ['a key where the certificate should be', { ...full, cert: client.key }, 'tls-certificate-unreadable'],
    ['a torn key', { ...full, key: half(client.key) }, 'tls-key-unreadable'],
    ['an empty key', { ...full, key: '' }, 'tls-key-unreadable'],
    ['a certificate without a key', { cert: client.cert }, 'tls-key-missing'],
    ['a key without a certificate', { key: client.key }, 'tls-certificate-missing'],
    ['the key of another certificate', { ...full, key: server.key }, 'tls-key-mismatch'],
    ['a wrong passphrase', { ...full, key: lockKey(client, 'one'), passphrase: 'two' }, 'tls-passphrase-wrong'],
    ['no passphrase for a locked key', { ...full, key: lockKey(client, 'one') }, 'tls-passphrase-wrong'],
  ];
  for (const [title, texts, code] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(loadCredentials(texts), { ok: false, code }));
  }
});
