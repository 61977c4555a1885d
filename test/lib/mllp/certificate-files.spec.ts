import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateFiles, type TlsCredentials } from '../../../nodes/lib/mllp/index.ts';
import { lockKey, type Issued } from '../../support/certificates.ts';
import { parties } from '../../support/tls-parties.ts';

describe('certificates in files', () => {
  let folder: string;
  let news: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    news = [];
    await writeFile(at('ca.pem'), parties.authority.cert);
    await write(parties.client);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const at = (name: string): string => join(folder, name);

  async function write({ cert, key }: Issued): Promise<void> {
    await writeFile(at('cert.pem'), cert);
    await writeFile(at('key.pem'), key);
  }

  function watch(passphrase?: string): CertificateFiles {
    return new CertificateFiles({
      paths: { ca: at('ca.pem'), cert: at('cert.pem'), key: at('key.pem') },
      ...(passphrase === undefined ? {} : { passphrase }),
      onRenewed: () => news.push('renewed'),
      onKept: (code) => news.push(code),
    });
  }

  function used(files: CertificateFiles): TlsCredentials {
    const loaded = files.current();
    assert.ok(loaded.ok, JSON.stringify(loaded));
    return loaded.credentials;
  }

  it('are read once while they stay as they are', () => {
    const files = watch();
    assert.equal(used(files), used(files));
    assert.deepEqual(news, []);
  });

  it('are used from the next look on when they have been renewed', async () => {
    const files = watch();
    const before = used(files);
    await write(parties.renewedClient);
    const after = used(files);
    assert.notEqual(after, before);
    assert.deepEqual(after.own?.validTo, parties.renewedClient.validTo);
    assert.deepEqual(news, ['renewed']);
  });

  it('are noticed when others of the same size and time are moved into their place', async () => {
    const files = watch();
    used(files);
    const when = new Date('2026-01-01T00:00:00Z');
    for (const [name, text] of [
      ['cert.pem', parties.renewedClient.cert],
      ['key.pem', parties.renewedClient.key],
    ] as const) {
      await writeFile(at(`${name}.new`), text);
      await utimes(at(`${name}.new`), when, when);
      await rename(at(`${name}.new`), at(name));
    }
    assert.deepEqual(used(files).own?.validTo, parties.renewedClient.validTo);
  });

  it('are not called renewed when they were only touched', async () => {
    const files = watch();
    const before = used(files);
    const when = new Date('2026-01-01T00:00:00Z');
    await utimes(at('cert.pem'), when, when);
    assert.equal(used(files), before);
    assert.deepEqual(news, []);
  });

  it('stay in use while the renewal is half done, which is told once, and give way when it is complete', async () => {
    const files = watch();
    const before = used(files);
    await writeFile(at('cert.pem'), parties.renewedClient.cert);
    assert.equal(used(files), before);
    assert.equal(used(files), before);
    assert.deepEqual(news, ['tls-key-mismatch']);
    await writeFile(at('key.pem'), parties.renewedClient.key);
    assert.deepEqual(used(files).own?.validTo, parties.renewedClient.validTo);
    assert.deepEqual(news, ['tls-key-mismatch', 'renewed']);
  });

  it('stay in use while a renewed file is torn, or away', async () => {
    const files = watch();
    const before = used(files);
    await writeFile(at('cert.pem'), parties.renewedClient.cert.slice(0, 200));
    assert.equal(used(files), before);
    await unlink(at('key.pem'));
    assert.equal(used(files), before);
    await writeFile(at('ca.pem'), '');
    await write(parties.client);
    assert.equal(used(files), before);
    assert.deepEqual(news, ['tls-certificate-unreadable', 'tls-key-missing', 'tls-ca-unreadable']);
  });

  it('tell of the same trouble again when it comes back', async () => {
    const files = watch();
    used(files);
    for (let time = 0; time < 2; time += 1) {
      await writeFile(at('key.pem'), 'torn');
      used(files);
      await writeFile(at('key.pem'), parties.client.key);
      used(files);
    }
    assert.deepEqual(news, ['tls-key-unreadable', 'tls-key-unreadable']);
  });

  for (const [file, code] of [
    ['ca.pem', 'tls-ca-missing'],
    ['cert.pem', 'tls-certificate-missing'],
    ['key.pem', 'tls-key-missing'],
  ] as const) {
    it(`are told to be missing when ${file} is not there at first, and used once it is`, async () => {
      const text = { 'ca.pem': parties.authority.cert, 'cert.pem': parties.client.cert, 'key.pem': parties.client.key };
      await unlink(at(file));
      const files = watch();
      assert.deepEqual(files.current(), { ok: false, code });
      await writeFile(at(file), text[file]);
      used(files);
      assert.deepEqual(news, []);
    });
  }

  it('are opened with the passphrase', async () => {
    await writeFile(at('key.pem'), lockKey(parties.client, 'secret'));
    assert.deepEqual(watch('other').current(), { ok: false, code: 'tls-passphrase-wrong' });
    used(watch('secret'));
  });
});
