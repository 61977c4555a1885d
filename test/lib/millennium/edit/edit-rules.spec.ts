import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyRules,
  checkRules,
  parseProfile,
  type BuiltMessage,
  type Edited,
  type EditRule,
  type RuleContext,
} from '../../../../nodes/lib/millennium/index.ts';
import { bookingMessages } from '../../../support/booking-messages.ts';

const rule = (changes: Partial<EditRule>): EditRule => ({
  hospital: '*',
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

const profileWith = (given: object) => (hospital: string) => {
  const parsed = parseProfile({ hospital, ...given });
  assert.ok(parsed.ok);
  return parsed.profile;
};

const fieldOf = ({ hl7 }: BuiltMessage, segment: string, field: number): string =>
  hl7
    .split('\r')
    .find((line) => line.startsWith(`${segment}|`))
    ?.split('|')[field] ?? '';

describe('HL7 edit rules', () => {
  const { event, messages } = bookingMessages();
  const context: RuleContext = {
    event,
    profileOf: profileWith({ tables: { services: { ORT: { code: 'ORTO', text: 'Ortopedi' } } } }),
    evaluate: (text, subject, field) =>
      text === 'fails'
        ? Promise.reject(new Error('no'))
        : Promise.resolve(`${subject.triggerEvent} ${field(text) ?? '-'}`),
  };
  const apply = (...rules: EditRule[]): Promise<Edited> => applyRules(rules, messages, context);

  it('leave messages as they are when none applies', async () => {
    assert.deepEqual(edited(await apply(rule({ trigger: 'S15' }))), { ok: true, messages, changed: 0, effects: [] });
  });

  it('set a field in the messages of one trigger event only', async () => {
    const { messages: after, changed } = edited(await apply(rule({ trigger: 'A05' })));
    assert.equal(changed, 1);
    assert.deepEqual(
      after.map((message) => fieldOf(message, 'PV1', 10)),
      ['KIR', 'ORT', 'ORT'],
    );
  });

  it('apply to a message type', async () => {
    assert.deepEqual(
      edited(await apply(rule({ trigger: 'ADT' }))).messages.map((message) => fieldOf(message, 'PV1', 10)),
      ['KIR', 'KIR', 'ORT'],
    );
  });

  it('escape what they set', async () => {
    const { messages: after } = edited(await apply(rule({ trigger: 'A05', value: 'A|B^C' })));
    assert.equal(after[0] === undefined ? '' : fieldOf(after[0], 'PV1', 10), 'A\\F\\B\\S\\C');
  });

  it('take a value from the event', async () => {
    const { messages: after } = edited(
      await apply(rule({ trigger: 'S12', valueType: 'event', value: 'case.waitingListId' })),
    );
    assert.equal(after[2] === undefined ? '' : fieldOf(after[2], 'PV1', 10), 'VL-88213');
  });

  it('do not reach what the event inherits', async () => {
    const { messages: after } = edited(
      await apply(rule({ trigger: 'S12', valueType: 'event', value: 'constructor.name' })),
    );
    assert.equal(after[2] === undefined ? '' : fieldOf(after[2], 'PV1', 10), '');
  });

  it('copy one field to another, and clear one', async () => {
    const { messages: after } = edited(
      await apply(
        rule({ trigger: 'A05', action: 'copy', path: 'PV1-18', value: 'PV1-4' }),
        rule({ trigger: 'A05', action: 'clear', path: 'PV1-10' }),
      ),
    );
    assert.deepEqual(after[0] === undefined ? [] : [fieldOf(after[0], 'PV1', 18), fieldOf(after[0], 'PV1', 10)], [
      'C',
      '',
    ]);
  });

  it('hold the event when a rule leaves a message invalid, naming the rule', async () => {
    const result = await apply(rule({ trigger: 'A05', action: 'clear', path: 'PID-3' }));
    assert.ok(!result.ok);
    assert.match(result.problem.text, /^rules 1 leave ADT\^A05 invalid: PID-3/);
  });

  it('hold the event when a rule names no place', async () => {
    const result = await apply(rule({ path: 'PV1' }));
    assert.ok(!result.ok);
    assert.match(result.problem.text, /^rule 1: /);
  });

  it('apply to one hospital only', async () => {
    assert.equal(edited(await apply(rule({ hospital: 'NU-NAL' }))).changed, 0);
    assert.equal(edited(await apply(rule({ hospital: 'SU-MOLNDAL' }))).changed, 3);
  });

  it('take a value from a code table of the hospital', async () => {
    const fromTable = rule({ trigger: 'A05', valueType: 'table', table: 'services', value: 'case.clinic' });
    const [code] = edited(await apply(fromTable)).messages;
    const [text] = edited(await apply({ ...fromTable, part: 'text' })).messages;
    assert.ok(code && text);
    assert.deepEqual([fieldOf(code, 'PV1', 10), fieldOf(text, 'PV1', 10)], ['ORTO', 'Ortopedi']);
  });

  it('do with a code the table does not have what the hospital wants', async () => {
    const fromTable = rule({ trigger: 'A05', valueType: 'table', table: 'services', value: 'case.waitingListId' });
    const passed = edited(await apply(fromTable)).messages[0];
    assert.equal(passed && fieldOf(passed, 'PV1', 10), 'VL-88213');
    const held = await applyRules([fromTable], messages, {
      ...context,
      profileOf: profileWith({ missingCodes: { services: 'hold' } }),
    });
    assert.ok(!held.ok);
    assert.equal(held.problem.code, 'unmapped-code');
  });

  it('take a value from an expression, which may read the message as it has become', async () => {
    const { messages: after } = edited(
      await apply(
        rule({ trigger: 'A05', path: 'ZOP-2', value: 'first' }),
        rule({ trigger: 'A05', path: 'ZOP-1', valueType: 'jsonata', value: 'ZOP-2' }),
      ),
    );
    assert.equal(after[0]?.hl7.split('\r').at(-2), 'ZOP|A05 first|first');
  });

  it('hold the event when an expression fails, without repeating what it was given', async () => {
    const result = await apply(rule({ valueType: 'jsonata', value: 'fails' }));
    assert.ok(!result.ok);
    assert.deepEqual(result.problem, { code: 'rule', text: 'rule 1: the expression fails for this event' });
    assert.deepEqual(result.rules, [1]);
  });

  it('copy a field with all its components, and nothing from where nothing is', async () => {
    const { messages: after } = edited(
      await apply(
        rule({ trigger: 'A05', action: 'copy', path: 'ZOP-1', value: 'PID-5' }),
        rule({ trigger: 'A05', action: 'copy', path: 'PV1-10', value: 'ZZZ-1' }),
      ),
    );
    assert.ok(after[0]);
    assert.match(fieldOf(after[0], 'ZOP', 1), /^Tolvansson\^Tolvan\^/);
    assert.equal(fieldOf(after[0], 'PV1', 10), '');
  });

  it('tell what each of them did', async () => {
    const { effects } = edited(await apply(rule({ trigger: 'A05' }), rule({ trigger: 'A05', action: 'clear' })));
    assert.deepEqual(effects, [
      { rule: 1, step: 1, path: 'PV1-10', before: 'ORT', after: 'KIR' },
      { rule: 2, step: 1, path: 'PV1-10', before: 'KIR', after: '' },
    ]);
  });

  it('never touch what an acknowledgement and the check of the message go by', async () => {
    for (const path of ['MSH-10', 'MSH-9.2', 'MSH(1)-12', ' MSH-10 ']) {
      const result = await apply(rule({ path }));
      assert.ok(!result.ok);
      assert.equal(result.problem.text, 'rule 1: the rule cannot be carried out (protected-place)');
    }
  });
});

describe('the check of HL7 edit rules', () => {
  const faults = (changes: Partial<EditRule>): string[] =>
    checkRules([rule({}), rule(changes)], (text) => text === 'fine').map(({ rule: number, fault }) => {
      assert.equal(number, 2);
      return fault;
    });

  it('finds nothing wrong with rules that can be carried out', () => {
    assert.deepEqual(faults({ trigger: 'ADT^A05', path: 'AIP(*)-4.1' }), []);
    assert.deepEqual(faults({ valueType: 'jsonata', value: 'fine' }), []);
    assert.deepEqual(faults({ valueType: 'table', table: 'wards', part: 'text', value: 'case.care.ward' }), []);
    assert.deepEqual(faults({ action: 'copy', value: 'PID-3(2).1' }), []);
  });

  const wrong: [Partial<EditRule>, string[]][] = [
    [{ trigger: 'A5' }, ['trigger']],
    [{ action: 'delete' as 'set' }, ['action']],
    [{ path: 'PV1' }, ['path']],
    [{ path: 'MSH-10' }, ['protected-place']],
    [{ action: 'copy', value: 'case.clinic' }, ['copy-from']],
    [{ valueType: 'number' as 'text' }, ['value-type']],
    [{ valueType: 'event', value: 'case..clinic' }, ['event-place']],
    [{ valueType: 'table', value: 'case.clinic' }, ['table']],
    [{ valueType: 'table', value: '', table: 'wards', part: 'colour' as 'code' }, ['event-place', 'part']],
    [{ valueType: 'jsonata', value: '(' }, ['expression']],
  ];
  for (const [changes, expected] of wrong)
    it(`finds ${expected.join(' and ')} in ${JSON.stringify(changes)}`, () =>
      assert.deepEqual(faults(changes), expected));

  it('lets nothing through that then is no place', async () => {
    const { event, messages } = bookingMessages();
    const context: RuleContext = { event, profileOf: () => undefined, evaluate: () => Promise.resolve('') };
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[A-Z]{2}[A-Z0-9](\([0-9*]\))?-[0-9]{1,2}(\.[0-9]{1,2})?$/), async (path) => {
        const result = await applyRules([rule({ path, action: 'clear' })], messages, context);
        const isFaulty = checkRules([rule({ path, action: 'clear' })], () => true).length > 0;
        if (isFaulty) assert.ok(!result.ok);
        else if (!result.ok) assert.match(result.problem.text, / invalid: /);
      }),
      { numRuns: 300 },
    );
  });
});
