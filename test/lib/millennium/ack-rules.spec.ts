import assert from 'node:assert/strict';
import { ackRules } from '../../../nodes/lib/millennium/ack-options.ts';
import { ACK_RULE_ROWS } from '../../../nodes/lib/millennium/ack-rule-table.ts';
import { DEFAULT_ACK_RULES, type AckRule, type AckRules } from '../../../nodes/lib/millennium/ack-rules.ts';
import { interpretReply, type ReplyVerdict } from '../../../nodes/lib/millennium/interpret-reply.ts';
import type { MessageEffect } from '../../../nodes/lib/surgery/index.ts';

const HELD = 'held';
const DONE = 'done';
const WARNED = 'done, with a warning';
const BACKOFF = 'back-off, 10 times';
const SLOW = 'every 2 min, 5 times';

/** Written from the decision table of the interface specification: MSA-1, table 0357 code, effect, decision, rule. */
const EXPECTED: readonly (readonly [string, string, MessageEffect, string, string])[] = [
  ['AA', '', 'create', DONE, 'aa-accepted'],
  ['AA', '0', 'cancel', DONE, 'aa-accepted'],
  ['AA', '101', 'create', HELD, 'aa-with-error'],
  ['CA', '', 'create', DONE, 'ca-accepted'],
  ['CA', '0', 'update', DONE, 'ca-accepted'],
  ['CA', '207', 'update', HELD, 'ca-with-error'],
  ['AE', '100', 'create', HELD, 'ae-segment-sequence'],
  ['AE', '101', 'create', HELD, 'ae-required-field-missing'],
  ['AE', '102', 'create', HELD, 'ae-data-type'],
  ['AE', '103', 'create', HELD, 'ae-table-value'],
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
  ['AE', '200', 'create', HELD, 'no-rule'],
  ['AE', '999', 'create', HELD, 'no-rule'],
  ['AR', '200', 'create', HELD, 'ar-message-type'],
  ['AR', '201', 'create', HELD, 'ar-trigger-event'],
  ['AR', '202', 'create', HELD, 'ar-processing-id'],
  ['AR', '203', 'create', HELD, 'ar-version'],
  ['AR', '206', 'create', BACKOFF, 'ar-record-locked'],
  ['AR', '207', 'create', BACKOFF, 'ar-internal-error'],
  ['AR', '', 'create', BACKOFF, 'ar-unexplained'],
  ['AR', '101', 'create', HELD, 'no-rule'],
  ['AR', '204', 'cancel', HELD, 'no-rule'],
  ['CE', '207', 'create', BACKOFF, 'ce-internal-error'],
  ['CE', '', 'create', HELD, 'ce-other'],
  ['CE', '101', 'create', HELD, 'ce-other'],
  ['CR', '200', 'create', HELD, 'cr-message-type'],
  ['CR', '201', 'create', HELD, 'cr-trigger-event'],
  ['CR', '202', 'create', HELD, 'cr-processing-id'],
  ['CR', '203', 'create', HELD, 'cr-version'],
  ['CR', '', 'create', HELD, 'cr-unexplained'],
  ['CR', '207', 'create', HELD, 'no-rule'],
  ['XX', '', 'create', HELD, 'no-rule'],
  ['', '', 'create', HELD, 'no-rule'],
  ['OK', '0', 'create', HELD, 'no-rule'],
];

describe('acknowledgement rules', () => {
  for (const [ackCode, errorCode, effect, decision, code] of EXPECTED) {
    it(`takes ${ackCode || 'an empty MSA-1'} with ${errorCode || 'no'} error on ${effect} as: ${decision}`, () => {
      for (const reply of shapes(ackCode, errorCode)) {
        const verdict = interpretReply(reply, { controlId: 'ID1', triggerEvent: 'A05', effect }, DEFAULT_ACK_RULES);
        assert.equal(decisionOf(verdict), decision);
        assert.equal(verdict.code, code);
      }
    });
  }

  it('takes AA and CA with information or warnings only as done, with a warning', () => {
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

  it('gives every row a code of its own, a reason and a source', () => {
    assert.equal(new Set(ACK_RULE_ROWS.map(({ code }) => code)).size, ACK_RULE_ROWS.length);
    for (const { reason, source } of ACK_RULE_ROWS) assert.ok(reason !== '' && source !== '');
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
    const overrides = [{ ...rule, when }];
    assert.equal(verdictOn(ack('AE'), ackRules({ mode: 'enhanced', overrides })).code, 'enhanced-A05');
    assert.equal(verdictOn(ack('AE'), ackRules({ mode: 'original', overrides })).code, 'ae-unexplained');
    assert.equal(verdictOn(ack('AE'), ackRules({ overrides })).code, 'ae-unexplained');
    const otherTrigger = [{ ...rule, when: { ...when, triggerEvent: 'S12' } }];
    assert.equal(verdictOn(ack('AE'), ackRules({ mode: 'enhanced', overrides: otherTrigger })).code, 'ae-unexplained');
  });

  it('can match any MSA-1', () => {
    const rule = siteRule('anything');
    const overrides = [{ ...rule, when: { ...rule.when, ackCode: 'any' as const, errorCode: 'any' } }];
    assert.equal(verdictOn(ack('ZZ'), ackRules({ overrides })).code, 'anything');
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
  });

  it('stays with the table when the site chooses nothing', () => {
    assert.deepEqual(ackRules(), DEFAULT_ACK_RULES);
    assert.deepEqual(ackRules({ unknownKeyOnCancel: 'accepted', duplicateKeyOnCreate: 'accepted' }), DEFAULT_ACK_RULES);
  });
});

function siteRule(code: string): AckRule {
  const when = { mode: 'both' as const, ackCode: 'AE' as const, errorCode: 'none' };
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

function verdictOn(reply: Buffer, rules: AckRules = DEFAULT_ACK_RULES, effect: MessageEffect = 'create'): ReplyVerdict {
  return interpretReply(reply, { controlId: 'ID1', triggerEvent: 'A05', effect }, rules);
}

function decisionOf(verdict: ReplyVerdict): string {
  switch (verdict.class) {
    case 'accepted':
      return verdict.warning === true ? WARNED : DONE;
    case 'permanent':
      return HELD;
    case 'unreadable':
      return 'unreadable';
    case 'transient':
      return verdict.retry.kind === 'backoff'
        ? `back-off, ${String(verdict.retry.limit)} times`
        : `every ${String(verdict.retry.delayMs / 60_000)} min, ${String(verdict.retry.limit)} times`;
  }
}
