import assert from 'node:assert/strict';
import { applyRules, type EditRule, type Edited } from '../../nodes/orbit-hl7-edit/apply-rules.ts';
import type { BuiltMessage } from '../../nodes/lib/millennium/index.ts';
import { bookingMessages } from '../support/booking-messages.ts';

const rule = (changes: Partial<EditRule>): EditRule => ({
  trigger: '*',
  action: 'set',
  path: 'PV1-10',
  valueType: 'text',
  value: 'KIR',
  ...changes,
});

function edited(result: Edited): Extract<Edited, { ok: true }> {
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}

const fieldOf = ({ hl7 }: BuiltMessage, segment: string, field: number): string =>
  hl7
    .split('\r')
    .find((line) => line.startsWith(`${segment}|`))
    ?.split('|')[field] ?? '';

describe('HL7 edit rules', () => {
  const { event, messages } = bookingMessages();
  const apply = (...rules: EditRule[]): Edited => applyRules(rules, { payload: event, messages });

  it('leave messages as they are when none applies', () => {
    assert.deepEqual(edited(apply(rule({ trigger: 'S15' }))), { ok: true, messages, changed: 0 });
  });

  it('set a field in the messages of one trigger event only', () => {
    const { messages: after, changed } = edited(apply(rule({ trigger: 'A05' })));
    assert.equal(changed, 1);
    assert.deepEqual(
      after.map((message) => fieldOf(message, 'PV1', 10)),
      ['KIR', 'ORT', 'ORT'],
    );
  });

  it('apply to a message type', () => {
    assert.deepEqual(
      edited(apply(rule({ trigger: 'ADT' }))).messages.map((message) => fieldOf(message, 'PV1', 10)),
      ['KIR', 'KIR', 'ORT'],
    );
  });

  it('escape what they set', () => {
    const { messages: after } = edited(apply(rule({ trigger: 'A05', value: 'A|B^C' })));
    assert.equal(after[0] === undefined ? '' : fieldOf(after[0], 'PV1', 10), 'A\\F\\B\\S\\C');
  });

  it('take a value from the event', () => {
    const { messages: after } = edited(
      apply(rule({ trigger: 'S12', valueType: 'event', value: 'case.waitingListId' })),
    );
    assert.equal(after[2] === undefined ? '' : fieldOf(after[2], 'PV1', 10), 'VL-88213');
  });

  it('do not reach what the event inherits', () => {
    const { messages: after } = edited(apply(rule({ trigger: 'S12', valueType: 'event', value: 'constructor.name' })));
    assert.equal(after[2] === undefined ? '' : fieldOf(after[2], 'PV1', 10), '');
  });

  it('copy one field to another, and clear one', () => {
    const { messages: after } = edited(
      apply(
        rule({ trigger: 'A05', action: 'copy', path: 'PV1-18', value: 'PV1-4' }),
        rule({ trigger: 'A05', action: 'clear', path: 'PV1-10' }),
      ),
    );
    assert.deepEqual(after[0] === undefined ? [] : [fieldOf(after[0], 'PV1', 18), fieldOf(after[0], 'PV1', 10)], [
      'C',
      '',
    ]);
  });

  it('hold the event when a rule leaves a message invalid, naming the rule', () => {
    const result = apply(rule({ trigger: 'A05', action: 'clear', path: 'PID-3' }));
    assert.ok(!result.ok);
    assert.match(result.problem.text, /^rules 1 leave ADT\^A05 invalid: PID-3/);
  });

  it('hold the event when a rule names no place', () => {
    const result = apply(rule({ path: 'PV1' }));
    assert.ok(!result.ok);
    assert.match(result.problem.text, /^rule 1: /);
  });
});
