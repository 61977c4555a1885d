import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { carriesName, daysLeft, expiryWarning, factsOf } from '../../../nodes/lib/mllp/index.ts';
import { issueCertificate } from '../../support/certificates.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const DAY_MS = 86_400_000;
const inDays = (days: number): { validTo: Date } => ({ validTo: new Date(NOW.getTime() + days * DAY_MS) });
const read = (wish: Parameters<typeof issueCertificate>[0]): ReturnType<typeof factsOf> =>
  factsOf(new X509Certificate(issueCertificate(wish).cert));

describe('what a certificate says', () => {
  it('holds its names, its issuer and its time', () => {
    const issuer = issueCertificate({ commonName: 'Test CA', authority: true });
    const issued = issueCertificate({
      commonName: 'Millennium åäö',
      issuer,
      dns: ['a.test', 'b.test'],
      uris: ['urn:oid:1.2.3'],
      ips: ['127.0.0.1'],
    });
    const facts = factsOf(new X509Certificate(issued.cert));
    assert.equal(facts.commonName, 'Millennium åäö');
    assert.deepEqual([facts.dnsNames, facts.uris], [['a.test', 'b.test'], ['urn:oid:1.2.3']]);
    assert.equal(facts.issuer, 'Test CA');
    assert.deepEqual(facts.validTo, issued.validTo);
    assert.ok(facts.validFrom < facts.validTo);
    assert.match(facts.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('has no names where there are none', () => {
    const { dnsNames, uris } = read({ commonName: 'alone' });
    assert.deepEqual([dnsNames, uris], [[], []]);
  });

  it('can be read without a subject', () => {
    const { commonName, dnsNames, issuer } = read({ commonName: '', dns: ['a.test'] });
    assert.deepEqual([commonName, dnsNames, issuer], ['', ['a.test'], '']);
  });

  it('keeps a name apart that was made to look like two', () => {
    const { dnsNames, uris } = read({
      commonName: 'x',
      uris: ['urn:x, DNS:millennium.test', 'urn:y"'],
      dns: ['evil.test, DNS:millennium.test'],
    });
    assert.deepEqual(uris, ['urn:x, DNS:millennium.test', 'urn:y"']);
    assert.deepEqual(dnsNames, ['evil.test, DNS:millennium.test']);
  });
});

describe('carriesName', () => {
  const facts = read({ commonName: 'Common.Name', dns: ['*.wild.test', 'a.test'], uris: ['urn:oid:1.2', 'URN:B'] });

  for (const name of ['common.name', 'A.TEST', 'urn:oid:1.2', '*.wild.test']) {
    it(`finds ${name}`, () => assert.ok(carriesName(facts, ['nobody', name])));
  }
  for (const name of ['', 'b.test', 'x.wild.test', 'urn:b', 'urn:oid:1', 'a']) {
    it(`does not find "${name}"`, () => assert.ok(!carriesName(facts, [name])));
  }
  it('does not take a missing common name for an empty pinned one', () => {
    assert.ok(!carriesName({ ...facts, commonName: '' }, ['']));
  });
});

describe('the warning before a certificate ends', () => {
  const steps: [days: number, warning: string | undefined][] = [
    [400, undefined],
    [60, undefined],
    [59.9, 'within-60-days'],
    [30, 'within-60-days'],
    [29.9, 'within-30-days'],
    [7, 'within-30-days'],
    [6.9, 'within-7-days'],
    [0.001, 'within-7-days'],
    [0, 'expired'],
    [-10, 'expired'],
  ];
  for (const [days, warning] of steps) {
    it(`${String(days)} days before: ${warning ?? 'none'}`, () =>
      assert.equal(expiryWarning(inDays(days), NOW), warning));
  }

  it('never becomes milder while time goes by', () => {
    const order = [undefined, 'within-60-days', 'within-30-days', 'within-7-days', 'expired'];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 * DAY_MS }),
        fc.integer({ min: 0, max: 100 * DAY_MS }),
        (left, gone) => {
          const { validTo } = { validTo: new Date(NOW.getTime() + left) };
          const [sooner, later] = [NOW, new Date(NOW.getTime() + gone)].map((at) => expiryWarning({ validTo }, at));
          assert.ok(order.indexOf(later) >= order.indexOf(sooner));
        },
      ),
    );
  });

  it('counts whole days', () => {
    assert.deepEqual(
      [1.9, 1, 0.5, 0, -0.5].map((days) => daysLeft(inDays(days), NOW)),
      [1, 1, 0, 0, -1],
    );
  });
});
