import assert from 'node:assert/strict';
import type { CertificateFacts } from '../../nodes/lib/mllp/index.ts';
import { expiryNotices, type ShownCertificate } from '../../nodes/orbit-endpoint/expiry-notices.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);

function certificate(whose: 'own' | 'peer', endsInDays: number, fingerprint: string = whose): ShownCertificate {
  const facts: CertificateFacts = {
    commonName: `${whose}.test`,
    dnsNames: [],
    uris: [],
    issuer: 'CA',
    validFrom: days(-300),
    validTo: days(endsInDays),
    fingerprint,
  };
  return { whose, facts };
}

describe('the notices of certificates that end', () => {
  it('are none while there is time', () => {
    const { notices, toLog } = expiryNotices([certificate('own', 90), certificate('peer', 61)], new Map(), NOW);
    assert.deepEqual([notices, toLog], [[], []]);
  });

  it('say whose certificate ends, when, and how urgent it is', () => {
    const { notices } = expiryNotices([certificate('own', 40), certificate('peer', -2)], new Map(), NOW);
    assert.deepEqual(notices, [
      { whose: 'own', warning: 'within-60-days', daysLeft: 40, commonName: 'own.test', validTo: '2027-01-03' },
      { whose: 'peer', warning: 'expired', daysLeft: -2, commonName: 'peer.test', validTo: '2026-11-22' },
    ]);
  });

  it('go into the log once a day, and are shown all the time', () => {
    const shown = [certificate('own', 40), certificate('peer', 5)];
    const first = expiryNotices(shown, new Map(), NOW);
    assert.equal(first.toLog.length, 2);
    const soonAfter = expiryNotices(shown, first.logged, new Date('2026-11-24T23:59:59Z'));
    assert.deepEqual([soonAfter.notices.length, soonAfter.toLog.length], [2, 0]);
    const nextDay = expiryNotices(shown, soonAfter.logged, new Date('2026-11-25T00:00:00Z'));
    assert.equal(nextDay.toLog.length, 2);
  });

  it('go into the log at once for another certificate', () => {
    const { logged } = expiryNotices([certificate('own', 40, 'A')], new Map(), NOW);
    assert.equal(expiryNotices([certificate('own', 50, 'B')], logged, NOW).toLog.length, 1);
    assert.equal(expiryNotices([certificate('peer', 40, 'A')], logged, NOW).toLog.length, 1);
  });

  it('leave the record they are given as it is', () => {
    const logged = new Map<string, string>();
    expiryNotices([certificate('own', 1)], logged, NOW);
    assert.equal(logged.size, 0);
  });
});
