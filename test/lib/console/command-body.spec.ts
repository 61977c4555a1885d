import assert from 'node:assert/strict';
import { parseCommandBody, type Takes } from '../../../nodes/lib/console/command-body.ts';

const REASON = 'the ward is known now';

function pointersOf(body: unknown, takes: Takes = {}): string[] {
  const parsed = parseCommandBody(body, takes);
  return parsed.ok ? [] : parsed.issues.map(({ pointer }) => pointer);
}

describe('the body of an operator command', () => {
  it('is a reason, trimmed, and perhaps a name of the command', () => {
    const parsed = parseCommandBody({ reason: `  ${REASON} `, commandId: 'command-1' }, {});
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.body, { reason: REASON, commandId: 'command-1', outcome: undefined, assume: undefined });
  });

  it('says what a discard and a re-plan ask for', () => {
    const discard = parseCommandBody({ reason: REASON, outcome: 'done-by-hand' }, { outcome: true });
    const rePlan = parseCommandBody({ reason: REASON, assume: 'not-arrived' }, { assume: true });
    assert.ok(discard.ok && rePlan.ok);
    assert.deepEqual([discard.body.outcome, rePlan.body.assume], ['done-by-hand', 'not-arrived']);
  });

  const refused: [string, unknown, Takes, string[]][] = [
    ['no object', [], {}, ['']],
    ['no reason', {}, {}, ['/reason']],
    ['a reason of blanks', { reason: '     ' }, {}, ['/reason']],
    ['a reason that is too long', { reason: 'x'.repeat(501) }, {}, ['/reason']],
    ['a reason of several lines', { reason: 'one\nanother' }, {}, ['/reason']],
    ['a reason with a personal identity number', { reason: 'said 19121212-1212 herself' }, {}, ['/reason']],
    ['the same with a coordination number', { reason: 'asked by 701063-2391' }, {}, ['/reason']],
    ['a name that is too short', { reason: REASON, commandId: 'x' }, {}, ['/commandId']],
    ['a discard that does not say what is true', { reason: REASON }, { outcome: true }, ['/outcome']],
    ['an outcome nobody asked for', { reason: REASON, outcome: 'done-by-hand' }, {}, ['/outcome']],
    ['an assumption that is none', { reason: REASON, assume: 'perhaps' }, { assume: true }, ['/assume']],
    ['a field that is not known, whose name is not repeated', { reason: REASON, surname: 1 }, {}, ['']],
  ];
  for (const [title, body, takes, pointers] of refused)
    it(`is refused: ${title}`, () => assert.deepEqual(pointersOf(body, takes), pointers));

  it('may have numbers that only look like those of a person', () => {
    for (const number of ['20261110-0800', '191212121213', '1912121212121', 'OP20260004711'])
      assert.deepEqual(pointersOf({ reason: `case ${number} again` }), []);
  });
});
