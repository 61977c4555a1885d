import assert from 'node:assert/strict';
import {
  ACK_RULE_ROWS,
  NO_ANSWER_ROWS,
  parseProfile,
  type AckDecision,
  type AckRules,
} from '../../nodes/lib/millennium/index.ts';
import { EXPECTATIONS } from './expectations.ts';
import { trialsOf } from './row-trials.ts';
import { SenderBed, type Course } from './sender-bed.ts';

const WAYS: Readonly<Record<string, object>> = {
  'ack-timeout': { silence: true },
  'connection-lost-after-write': { closeAfterRead: true },
  'reply-too-large': { errors: Array.from({ length: 200 }, () => ({ place: 'ERR-3', code: '101' })), processed: false },
  'ack-unmatched': { wrongControlId: true },
  'ack-unaddressed': { without: 'controlId', processed: false },
  'ack-unreadable': { garbage: 'instead', processed: false },
  'ack-without-header': { without: 'header', processed: false },
};

/** The rules of a hospital whose profile says this about acknowledgements. */
function rulesOf(ack: object): AckRules {
  const parsed = parseProfile({ hospital: 'SU-MOLNDAL', ack });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.profile.ack;
}

/** A decision that differs from the row's own in what becomes of the message. */
function opposite({ class: kind }: AckDecision): AckDecision {
  return kind === 'permanent' ? { class: 'accepted', warning: true } : { class: 'permanent' };
}

describe('a hospital that decides otherwise', () => {
  let bed: SenderBed;
  before(async () => {
    bed = await SenderBed.open({ client: { ackTimeoutMs: 60, maxFrameBytes: 4_096 } });
  });
  after(() => bed.close());

  for (const row of ACK_RULE_ROWS) {
    const decision = opposite(row.decision);
    it(`${row.code}: ${row.decision.class} becomes ${decision.class}, for every attempt of this hospital`, async () => {
      const expected = EXPECTATIONS[row.code];
      const [trial] = expected === undefined ? [] : trialsOf(row, expected);
      assert.ok(trial !== undefined);
      const rules = rulesOf({ decisions: { [row.code]: decision } });
      const others = row.when.ackCode === 'AA' ? 'CA' : 'AA';
      const course = await bed.send({ ...trial, answers: [[1, trial.answer]], rules, others });
      assert.equal(course.sent.length, 1);
      assert.equal(course.news[0]?.code, row.code);
      assert.equal(course.messages[1]?.state, decision.class === 'permanent' ? 'held' : 'acknowledged');
    });
  }

  for (const { code } of NO_ANSWER_ROWS.filter((row) => row.code in WAYS)) {
    it(`${code}: held instead of sent again`, async () => {
      const rules = rulesOf({ decisions: { [code]: { class: 'permanent' } } });
      const way = WAYS[code];
      assert.ok(way !== undefined);
      const course = await bed.send({ answers: [[1, way]], rules });
      assert.equal(course.sent.length, 1);
      assert.deepEqual([course.news[0]?.type, course.news[0]?.code], ['message:held', code]);
    });
  }

  it('a timeout can be sent again a limited number of times', async () => {
    const retry = { kind: 'backoff', limit: 2, then: 'hold' };
    const rules = rulesOf({ decisions: { 'ack-timeout': { class: 'uncertain', retry } } });
    const course = await bed.send({ answers: [[3, { silence: true }]], rules });
    assert.equal(course.sent.length, 3);
    assert.equal(stateOf(course), 'held');
  });

  it('the named choices: an unexplained AE is tried again, unknown and duplicate keys are held', async () => {
    const retried = await bed.send({ answers: [[2, { ack: 'AE' }]], rules: rulesOf({ retryAE: true }) });
    assert.deepEqual([retried.sent.length, stateOf(retried)], [3, 'acknowledged']);
    const rules = rulesOf({ unknownKeyOnCancel: 'held', duplicateKeyOnCreate: 'held' });
    for (const [errorCode, effect] of [
      ['204', 'cancel'],
      ['205', 'create'],
    ] as const) {
      for (const [mode, ack] of [
        ['original', 'AE'],
        ['enhanced-commit', 'CE'],
      ] as const) {
        const course = await bed.send({ mode, effect, answers: [[1, { ack, errorCode }]], rules });
        assert.deepEqual([course.sent.length, stateOf(course)], [1, 'held']);
      }
    }
  });

  it('a row of its own goes before the table, for its trigger event, mode and code of its own system only', async () => {
    const row = {
      code: 'busy-at-night',
      when: { mode: 'enhanced', ackCode: 'any', errorCode: 'CERNER:NIGHT', triggerEvent: 'A05' },
      decision: { class: 'transient', retry: { kind: 'slow', delayMs: 60_000, limit: 4, then: 'hold' } },
      reason: 'The batch of the night locks the schedule.',
      source: 'agreed with the site',
    };
    const rules = rulesOf({ overrides: [row] });
    const answer = { msa1: 'CE', errors: [{ place: 'ERR-3', code: 'NIGHT', system: 'CERNER' }] } as const;
    const retried = await bed.send({ mode: 'enhanced-commit', answers: [[2, answer]], rules });
    assert.deepEqual(
      retried.news.map(({ code }) => code),
      ['busy-at-night', 'busy-at-night', 'aa-accepted'],
    );
    const other = await bed.send({ mode: 'original', answers: [[2, answer]], rules });
    assert.deepEqual([other.news[0]?.code, stateOf(other)], ['ce-other', 'held']);
  });
});

function stateOf({ messages }: Course): string | undefined {
  return messages[1]?.state;
}
