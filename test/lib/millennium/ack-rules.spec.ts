import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ackRules } from '../../../nodes/lib/millennium/ack-options.ts';
import { ACK_MODES, type AckMode } from '../../../nodes/lib/millennium/ack-mode.ts';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from '../../../nodes/lib/millennium/ack-rule-table.ts';
import {
  DEFAULT_ACK_RULES,
  NO_ANSWER_CODES,
  findAckRule,
  noAnswerDecision,
  type AckRule,
  type AckRules,
} from '../../../nodes/lib/millennium/ack-rules.ts';
import { interpretReply, type ReplyVerdict } from '../../../nodes/lib/millennium/interpret-reply.ts';
import type { MessageEffect } from '../../../nodes/lib/surgery/index.ts';

const HELD = 'held';
const STOPPED = 'held, the hospital stops';
const DONE = 'done';
const WARNED = 'done, with a warning';
const COMMITTED = 'committed';
const BACKOFF = 'back-off, 10 times';
const SLOW = 'every 2 min, 5 times';

const EVERY = ACK_MODES;
const COMMIT: readonly AckMode[] = ['enhanced-commit'];
const FULL: readonly AckMode[] = ['enhanced-full'];
const NOT_FULL: readonly AckMode[] = ['original', 'enhanced-commit'];
const NOT_COMMIT: readonly AckMode[] = ['original', 'enhanced-full'];

type Expected = readonly [string, string, MessageEffect, string, string, (readonly AckMode[])?];

/** Written from the decision table of the interface specification: MSA-1, table 0357 code, effect, decision, rule, modes. */
const EXPECTED: readonly Expected[] = [
  ['AA', '', 'create', DONE, 'aa-accepted'],
  ['AA', '0', 'cancel', DONE, 'aa-accepted'],
  ['AA', '101', 'create', HELD, 'aa-with-error'],
  ['CA', '', 'create', DONE, 'ca-accepted', NOT_FULL],
  ['CA', '0', 'update', DONE, 'ca-accepted', NOT_FULL],
  ['CA', '', 'create', COMMITTED, 'ca-committed', FULL],
  ['CA', '207', 'update', HELD, 'ca-with-error'],
  ['AE', '100', 'create', HELD, 'ae-segment-sequence'],
  ['AE', '101', 'create', HELD, 'ae-required-field-missing'],
  ['AE', '102', 'create', HELD, 'ae-data-type'],
  ['AE', '103', 'create', HELD, 'ae-table-value'],
  ['AE', '200', 'create', STOPPED, 'ae-message-type'],
  ['AE', '201', 'create', STOPPED, 'ae-trigger-event'],
  ['AE', '202', 'create', STOPPED, 'ae-processing-id'],
  ['AE', '203', 'create', STOPPED, 'ae-version'],
  ['AE', '204', 'cancel', WARNED, 'ae-unknown-key-on-cancel'],
  ['AE', '204', 'create', SLOW, 'ae-unknown-key'],
  ['AE', '204', 'update', SLOW, 'ae-unknown-key'],
  ['AE', '204', 'no-show', SLOW, 'ae-unknown-key'],
  ['AE', '205', 'create', WARNED, 'ae-duplicate-key-on-create'],
  ['AE', '205', 'update', HELD, 'ae-duplicate-key'],
  ['AE', '205', 'cancel', HELD, 'ae-duplicate-key'],
  ['AE', '206', 'create', BACKOFF, 'ae-record-locked'],
  ['AE', '207', 'create', BACKOFF, 'ae-internal-error'],
  ['AE', '', 'create', HELD, 'ae-unexplained'],
  ['AE', '0', 'create', HELD, 'ae-unexplained'],
  ['AE', '999', 'create', HELD, 'ae-other'],
  ['AR', '100', 'create', HELD, 'ar-segment-sequence'],
  ['AR', '101', 'create', HELD, 'ar-required-field-missing'],
  ['AR', '102', 'create', HELD, 'ar-data-type'],
  ['AR', '103', 'create', HELD, 'ar-table-value'],
  ['AR', '200', 'create', STOPPED, 'ar-message-type'],
  ['AR', '201', 'create', STOPPED, 'ar-trigger-event'],
  ['AR', '202', 'create', STOPPED, 'ar-processing-id'],
  ['AR', '203', 'create', STOPPED, 'ar-version'],
  ['AR', '204', 'cancel', SLOW, 'ar-unknown-key'],
  ['AR', '205', 'create', HELD, 'ar-duplicate-key'],
  ['AR', '206', 'create', BACKOFF, 'ar-record-locked'],
  ['AR', '207', 'create', BACKOFF, 'ar-internal-error'],
  ['AR', '', 'create', BACKOFF, 'ar-unexplained'],
  ['AR', '999', 'create', BACKOFF, 'ar-other'],
  ['CE', '200', 'create', STOPPED, 'ce-message-type'],
  ['CE', '201', 'create', STOPPED, 'ce-trigger-event'],
  ['CE', '202', 'create', STOPPED, 'ce-processing-id'],
  ['CE', '203', 'create', STOPPED, 'ce-version'],
  ['CE', '204', 'cancel', WARNED, 'ce-unknown-key-on-cancel', COMMIT],
  ['CE', '204', 'update', SLOW, 'ce-unknown-key', COMMIT],
  ['CE', '204', 'cancel', HELD, 'ce-other', NOT_COMMIT],
  ['CE', '205', 'create', WARNED, 'ce-duplicate-key-on-create', COMMIT],
  ['CE', '205', 'create', HELD, 'ce-other', NOT_COMMIT],
  ['CE', '205', 'update', HELD, 'ce-other'],
  ['CE', '206', 'create', BACKOFF, 'ce-record-locked'],
  ['CE', '207', 'create', BACKOFF, 'ce-internal-error'],
  ['CE', '', 'create', HELD, 'ce-other'],
  ['CE', '101', 'create', HELD, 'ce-other'],
  ['CR', '200', 'create', STOPPED, 'cr-message-type'],
  ['CR', '201', 'create', STOPPED, 'cr-trigger-event'],
  ['CR', '202', 'create', STOPPED, 'cr-processing-id'],
  ['CR', '203', 'create', STOPPED, 'cr-version'],
  ['CR', '', 'create', STOPPED, 'cr-unexplained'],
  ['CR', '207', 'create', HELD, 'cr-other'],
  ['XX', '', 'create', HELD, 'ack-code-unknown'],
  ['', '', 'create', HELD, 'ack-code-unknown'],
  ['OK', '0', 'create', HELD, 'ack-code-unknown'],
];

describe('acknowledgement rules', () => {
  for (const [ackCode, errorCode, effect, decision, code, modes = EVERY] of EXPECTED) {
    it(`takes ${ackCode || 'an empty MSA-1'} with ${errorCode || 'no'} error on ${effect} as: ${decision} (${code})`, () => {
      for (const mode of modes) {
        for (const reply of shapes(ackCode, errorCode)) {
          const verdict = verdictOn(reply, DEFAULT_ACK_RULES, effect, mode);
          assert.equal(verdict.code, code);
          assert.equal(decisionOf(verdict), decision);
        }
      }
    });
  }

  it('takes AA, and CA where nothing more is awaited, with information or warnings only as done, with a warning', () => {
    for (const ackCode of ['AA', 'CA']) {
      for (const severity of ['I', 'W', 'w']) {
        const verdict = verdictOn(ack(ackCode, `ERR|||101^Required field missing^HL70357|${severity}`));
        assert.deepEqual(
          [decisionOf(verdict), verdict.code],
          [WARNED, `${ackCode.toLowerCase()}-accepted-with-warning`],
        );
      }
    }
  });

  it('has no row that the expectations above do not reach', () => {
    const reached = new Set(EXPECTED.map(([, , , , code]) => code));
    const unreached = ACK_RULE_ROWS.map(({ code }) => code).filter((code) => !reached.has(code));
    assert.deepEqual(unreached, ['aa-accepted-with-warning', 'ca-accepted-with-warning']);
  });

  it('has a row for everything a receiver can say', () => {
    const facts = fc.record({
      mode: fc.constantFrom(...ACK_MODES),
      ackCode: fc.oneof(fc.constantFrom('AA', 'AE', 'AR', 'CA', 'CE', 'CR', ''), fc.string()),
      errorCode: fc.oneof(fc.constantFrom('none', 'unlisted', '100', '204', '205', '207', 'CERNER:1'), fc.string()),
      warningsOnly: fc.boolean(),
      effect: fc.constantFrom<MessageEffect>('create', 'update', 'cancel', 'no-show'),
      triggerEvent: fc.constantFrom('A05', 'S12'),
    });
    fc.assert(fc.property(facts, (said) => findAckRule(DEFAULT_ACK_RULES, said) !== undefined));
  });

  it('holds what a table without rows does not know', () => {
    const verdict = verdictOn(ack('AA'), { rows: [], overrides: [], noAnswer: [] });
    assert.deepEqual([decisionOf(verdict), verdict.code, verdict.ackCode], [HELD, 'no-rule', 'AA']);
  });

  it('gives every row a code of its own, a reason and a source', () => {
    const rows = [...ACK_RULE_ROWS, ...NO_ANSWER_ROWS];
    assert.equal(new Set(rows.map(({ code }) => code)).size, rows.length);
    for (const { reason, source } of rows) assert.ok(reason !== '' && source !== '');
  });

  it('has a row for every way of getting no answer, and never takes one for success', () => {
    assert.deepEqual(NO_ANSWER_ROWS.map(({ code }) => code).sort(), [...NO_ANSWER_CODES].sort());
    const limits = NO_ANSWER_ROWS.map(({ code, decision }) => [
      code,
      decision.class === 'permanent' ? 'held' : (decision.retry?.limit ?? 'no limit'),
    ]);
    assert.deepEqual(Object.fromEntries(limits), {
      'commit-nak': Infinity,
      'write-timeout': 'no limit',
      'ack-timeout': 'no limit',
      'connection-lost-after-write': 'no limit',
      'reply-too-large': 'no limit',
      'transport-failed': 'no limit',
      'ack-unmatched': 'no limit',
      'ack-unaddressed': 3,
      'ack-unreadable': 3,
      'ack-without-header': 3,
      'no-application-ack': 'held',
    });
    assert.deepEqual(noAnswerDecision(DEFAULT_ACK_RULES, 'a failure of a new transport'), { class: 'uncertain' });
  });

  it('lets a row of the site win over the table, and its first row over its later ones', () => {
    const first: AckRule = { ...siteRule('first'), decision: { class: 'accepted', warning: true } };
    const rules = ackRules({ overrides: [first, siteRule('second')], retryAE: true });
    const verdict = verdictOn(ack('AE'), rules);
    assert.deepEqual([decisionOf(verdict), verdict.code], [WARNED, 'first']);
  });

  it('applies a row only to its trigger event and its mode', () => {
    const rule = siteRule('enhanced-A05');
    const when = { ...rule.when, mode: 'enhanced' as const, triggerEvent: 'A05' };
    const codeIn = (mode: AckMode, change: object = {}): string =>
      verdictOn(ack('AE'), ackRules({ overrides: [{ ...rule, when: { ...when, ...change } }] }), 'create', mode).code;
    assert.equal(codeIn('enhanced-commit'), 'enhanced-A05');
    assert.equal(codeIn('enhanced-full'), 'enhanced-A05');
    assert.equal(codeIn('original'), 'ae-unexplained');
    assert.equal(codeIn('enhanced-full', { mode: 'enhanced-full' }), 'enhanced-A05');
    assert.equal(codeIn('enhanced-commit', { mode: 'enhanced-full' }), 'ae-unexplained');
    assert.equal(codeIn('enhanced-commit', { triggerEvent: 'S12' }), 'ae-unexplained');
  });

  it('can match any MSA-1', () => {
    const rule = siteRule('anything');
    const overrides = [{ ...rule, when: { ...rule.when, ackCode: 'any' as const, errorCode: 'any' } }];
    assert.equal(verdictOn(ack('ZZ'), ackRules({ overrides })).code, 'anything');
  });

  it('decides a row as the site says, under the code of the row', () => {
    const rules = ackRules({
      decisions: { 'ae-table-value': { class: 'accepted', warning: true }, 'ack-timeout': { class: 'permanent' } },
    });
    const verdict = verdictOn(ack('AE', 'ERR|||103|E'), rules);
    assert.deepEqual([decisionOf(verdict), verdict.code], [WARNED, 'ae-table-value']);
    assert.equal(decisionOf(verdictOn(ack('AE', 'ERR|||102|E'), rules)), HELD);
    assert.deepEqual(noAnswerDecision(rules, 'ack-timeout'), { class: 'permanent' });
    assert.deepEqual(noAnswerDecision(rules, 'ack-unmatched'), { class: 'uncertain' });
    assert.equal(rules.rows.find(({ code }) => code === 'ae-table-value')?.source, 'hospital profile');
  });

  it('retries an unexplained AE where the site wants it', () => {
    assert.equal(decisionOf(verdictOn(ack('AE'), ackRules({ retryAE: true }))), BACKOFF);
    assert.equal(decisionOf(verdictOn(ack('AE'), ackRules({ retryAE: false }))), HELD);
  });

  it('holds unknown and duplicate keys where the site wants a person to look', () => {
    const rules = ackRules({ unknownKeyOnCancel: 'held', duplicateKeyOnCreate: 'held' });
    assert.equal(decisionOf(verdictOn(ack('AE', 'ERR|||204|E'), rules, 'cancel')), HELD);
    assert.equal(decisionOf(verdictOn(ack('AE', 'ERR|||205|E'), rules, 'create')), HELD);
    assert.equal(decisionOf(verdictOn(ack('AE', 'ERR|||204|E'), rules, 'update')), SLOW);
    for (const [errorCode, effect] of [
      ['204', 'cancel'],
      ['205', 'create'],
    ] as const) {
      const commit = verdictOn(ack('CE', `ERR|||${errorCode}|E`), rules, effect, 'enhanced-commit');
      assert.equal(decisionOf(commit), HELD);
    }
  });

  it('stays with the table when the site chooses nothing', () => {
    assert.deepEqual(ackRules(), DEFAULT_ACK_RULES);
    assert.deepEqual(ackRules({ unknownKeyOnCancel: 'accepted', duplicateKeyOnCreate: 'accepted' }), DEFAULT_ACK_RULES);
  });
});

function siteRule(code: string): AckRule {
  const when = { mode: 'any' as const, ackCode: 'AE' as const, errorCode: 'none' };
  return { code, when, decision: { class: 'permanent' }, reason: 'as agreed with the site', source: 'site' };
}

/** The same error in the three places where receivers put it. */
function shapes(ackCode: string, errorCode: string): Buffer[] {
  if (errorCode === '') return [ack(ackCode)];
  return [
    ack(ackCode, `ERR|||${errorCode}^^HL70357|E`),
    ack(ackCode, `ERR|PID^1^3^${errorCode}&&HL70357`),
    Buffer.from(`${header('2.4')}MSA|${ackCode}|ID1||||${errorCode}^^HL70357\r`),
  ];
}

function header(version: string): string {
  return `MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK|R1|P|${version}\r`;
}

function ack(ackCode: string, ...errors: string[]): Buffer {
  return Buffer.from(`${header('2.5.1')}MSA|${ackCode}|ID1\r${errors.map((error) => `${error}\r`).join('')}`);
}

const ASKED: Readonly<Record<AckMode, string>> = {
  original: '',
  'enhanced-commit': '|||AL|NE',
  'enhanced-full': '|||AL|AL',
};

function verdictOn(
  reply: Buffer,
  rules: AckRules = DEFAULT_ACK_RULES,
  effect: MessageEffect = 'create',
  mode: AckMode = 'original',
): ReplyVerdict {
  const content = Buffer.from(`MSH|^~\\&|ORBIT|SU|MILLENNIUM|VGR|2026||ADT^A05|ID1|P|2.4${ASKED[mode]}\rPID|1\r`);
  return interpretReply(reply, { controlId: 'ID1', content, triggerEvent: 'A05', effect }, rules);
}

function decisionOf(verdict: ReplyVerdict): string {
  switch (verdict.class) {
    case 'accepted':
      return verdict.warning === true ? WARNED : DONE;
    case 'committed':
      return COMMITTED;
    case 'permanent':
      return verdict.stop === true ? STOPPED : HELD;
    case 'uncertain':
      return 'uncertain';
    case 'transient':
      return verdict.retry.kind === 'backoff'
        ? `back-off, ${String(verdict.retry.limit)} times`
        : `every ${String(verdict.retry.delayMs / 60_000)} min, ${String(verdict.retry.limit)} times`;
  }
}
