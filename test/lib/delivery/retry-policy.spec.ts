import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  backoffMs,
  decideAttempt,
  type Ending,
  type RetryPolicy,
  type Tried,
} from '../../../nodes/lib/delivery/retry-policy.ts';
import type { ReplyVerdict } from '../../../nodes/lib/millennium/interpret-reply.ts';
import type { AttemptResult } from '../../../nodes/lib/store/index.ts';

const NOW = new Date('2026-11-03T10:15:00Z');
const UNTRIED: Tried = { attempts: 0, refusals: 0, unanswered: 0 };
const POLICY: RetryPolicy = { retry: { minMs: 2_000, maxMs: 60_000, random: () => 0.5 }, uncertain: 'resend' };
const HOLDING: RetryPolicy = { ...POLICY, uncertain: 'hold' };

function decided(ending: Ending, tried: Partial<Tried> = {}, policy = POLICY): AttemptResult {
  return decideAttempt(ending, { ...UNTRIED, ...tried }, policy, {
    startedAt: new Date(NOW.getTime() - 100),
    finishedAt: NOW,
  });
}

/** `held`, `acknowledged`, or the milliseconds until the message is due again. */
function after({ next }: AttemptResult): string | number {
  return next.state === 'queued' ? next.notBefore.getTime() - NOW.getTime() : next.state;
}

const refusal = (verdict: Partial<Extract<ReplyVerdict, { class: 'transient' }>>): Ending => ({
  kind: 'verdict',
  verdict: { class: 'transient', code: 'busy', retry: { kind: 'backoff', limit: 3, then: 'hold' }, ...verdict },
});
const unreadable: Ending = {
  kind: 'verdict',
  verdict: { class: 'uncertain', code: 'ack-unreadable', retry: { kind: 'backoff', limit: 3, then: 'hold' } },
};
const uncertain = (code: string): Ending => ({ kind: 'verdict', verdict: { class: 'uncertain', code } });

describe('decideAttempt', () => {
  it('lets a commit be the end, unless the answer of the application is awaited: then for its time', () => {
    const committed: Ending = { kind: 'verdict', verdict: { class: 'committed', code: 'ca-committed', ackCode: 'CA' } };
    assert.deepEqual([decided(committed).class, after(decided(committed))], ['accepted', 'acknowledged']);
    const awaiting = { ...POLICY, applicationAckTimeoutMs: 600_000 };
    const { class: kind, next } = decided(committed, {}, awaiting);
    assert.equal(kind, 'committed');
    assert.deepEqual(next, { state: 'committed', until: new Date(NOW.getTime() + 600_000) });
    const accepted: Ending = { kind: 'verdict', verdict: { class: 'accepted', code: 'aa-accepted' } };
    assert.equal(after(decided(accepted, {}, awaiting)), 'acknowledged');
    assert.ok(!('ackCode' in decided(accepted)), 'what was not said is left out');
  });

  it('ends an accepted message and holds one refused for good, with what the reply said', () => {
    const accepted = decided({ kind: 'verdict', verdict: { class: 'accepted', code: 'aa-accepted', ackCode: 'AA' } });
    assert.deepEqual(accepted, {
      startedAt: new Date(NOW.getTime() - 100),
      finishedAt: NOW,
      class: 'accepted',
      code: 'aa-accepted',
      ackCode: 'AA',
      next: { state: 'acknowledged' },
    });
    const held = decided({
      kind: 'verdict',
      verdict: { class: 'permanent', code: 'x', ackCode: 'AE', errorCode: '101', text: 'Required field missing' },
    });
    assert.deepEqual(
      [held.class, held.code, held.ackCode, held.errorCode, held.text, after(held)],
      ['permanent', 'x', 'AE', '101', 'Required field missing', 'held'],
    );
  });

  it('puts back what was not sent, due at once and not counted', () => {
    const result = decided({ kind: 'not-sent', code: 'not-connected' }, { attempts: 7 }, HOLDING);
    assert.deepEqual([result.class, after(result)], ['none', 0]);
  });

  it('doubles the back-off with every refusal up to its longest, and holds at the limit', () => {
    const rule = { kind: 'backoff', limit: 10, then: 'hold' } as const;
    const delays = Array.from({ length: 12 }, (_, refusals) =>
      after(decided(refusal({ retry: rule }), { refusals, attempts: refusals })),
    );
    assert.deepEqual(delays, [
      2_000,
      4_000,
      8_000,
      16_000,
      32_000,
      60_000,
      60_000,
      60_000,
      60_000,
      60_000,
      'held',
      'held',
    ]);
    assert.equal(decided(refusal({ retry: rule }), { refusals: 10 }).class, 'transient');
  });

  it('waits the same time after every refusal of a slow rule, and holds at the limit', () => {
    const rule = { kind: 'slow', delayMs: 120_000, limit: 2, then: 'hold' } as const;
    assert.deepEqual(
      [0, 1, 2].map((refusals) => after(decided(refusal({ retry: rule }), { refusals }))),
      [120_000, 120_000, 'held'],
    );
  });

  it('counts refusals against the limit of a rule, not lost connections', () => {
    assert.equal(after(decided(refusal({}), { attempts: 50, refusals: 0 })), 2_000);
  });

  it('sends at once after the first lost connection, with back-off after the next, without a limit', () => {
    const delays = [0, 1, 2, 3, 100].map((attempts) =>
      after(decided(uncertain('connection-lost-after-write'), { attempts })),
    );
    assert.deepEqual(delays, [0, 2_000, 4_000, 8_000, 60_000]);
  });

  for (const code of ['ack-timeout', 'write-timeout', 'ack-unmatched', 'reply-too-large']) {
    it(`backs off after ${code} from the first time on`, () => {
      assert.deepEqual(
        [0, 1, 2].map((attempts) => after(decided(uncertain(code), { attempts }))),
        [2_000, 2_000, 4_000],
      );
    });
  }

  it('holds an uncertain message where the policy says so, an unreadable reply included', () => {
    for (const ending of [uncertain('ack-timeout'), uncertain('connection-lost-after-write'), unreadable]) {
      const result = decided(ending, {}, HOLDING);
      assert.deepEqual([result.class, after(result)], ['uncertain', 'held']);
    }
  });

  it('repeats after an unreadable reply three times, counting only those', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((count) => after(decided(unreadable, { unanswered: count, attempts: 9, refusals: 9 }))),
      [2_000, 4_000, 8_000, 'held'],
    );
    assert.equal(decided(unreadable).class, 'uncertain');
  });
});

describe('backoffMs', () => {
  it('stays between its limits, and within a quarter of the doubled time', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 5_000, max: 600_000 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (repeated, minMs, maxMs, chance) => {
          const delayMs = backoffMs(repeated, { minMs, maxMs, random: () => chance });
          const planned = Math.min(maxMs, minMs * 2 ** Math.min(repeated, 30));
          return (
            delayMs >= minMs &&
            delayMs <= maxMs &&
            delayMs >= Math.floor(planned * 0.75) &&
            delayMs <= Math.ceil(planned * 1.25)
          );
        },
      ),
    );
  });
});
