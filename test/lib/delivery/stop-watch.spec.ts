import assert from 'node:assert/strict';
import { StopWatch } from '../../../nodes/lib/delivery/stop-watch.ts';
import type { ReplyVerdict } from '../../../nodes/lib/millennium/index.ts';

const ACCEPTED: ReplyVerdict = { class: 'accepted', code: 'aa-accepted' };
const COMMITTED: ReplyVerdict = { class: 'committed', code: 'ca-committed' };
const WRONG: ReplyVerdict = { class: 'permanent', code: 'ar-version', stop: true };
const HELD: ReplyVerdict = { class: 'permanent', code: 'ae-table-value' };
const BUSY: ReplyVerdict = {
  class: 'transient',
  code: 'ar-record-locked',
  retry: { kind: 'backoff', limit: 1, then: 'hold' },
};
const SILENT: ReplyVerdict = { class: 'uncertain', code: 'ack-timeout' };

function codesFor(...verdicts: readonly ReplyVerdict[]): (string | undefined)[] {
  const watch = new StopWatch();
  return verdicts.map((verdict) => watch.count(verdict));
}
const times = (count: number, verdict: ReplyVerdict): ReplyVerdict[] => Array.from({ length: count }, () => verdict);

describe('the watch over refusals in a row', () => {
  it('stops at the third wrong setting, and begins anew', () => {
    assert.deepEqual(codesFor(...times(6, WRONG)), [
      undefined,
      undefined,
      'wrong-setting',
      undefined,
      undefined,
      'wrong-setting',
    ]);
  });

  it('stops when everything is held for a while', () => {
    const codes = codesFor(...times(25, HELD));
    assert.deepEqual(
      codes.slice(0, 24),
      times(24, HELD).map(() => undefined),
    );
    assert.equal(codes[24], 'all-refused');
  });

  it('takes every acceptance, and every commit, for a sign that the settings are right', () => {
    for (const good of [ACCEPTED, COMMITTED])
      assert.deepEqual(codesFor(WRONG, WRONG, good, WRONG, WRONG).filter(Boolean), []);
    assert.deepEqual(codesFor(...times(24, HELD), ACCEPTED, ...times(24, HELD)).filter(Boolean), []);
  });

  it('counts neither what is tried again nor what nobody answered', () => {
    assert.deepEqual(codesFor(...times(50, BUSY), ...times(50, SILENT)).filter(Boolean), []);
    assert.deepEqual(codesFor(WRONG, BUSY, WRONG, SILENT, WRONG).at(-1), 'wrong-setting');
  });

  it('counts a wrong setting among what is held', () => {
    assert.equal(codesFor(...times(23, HELD), WRONG, HELD).at(-1), 'all-refused');
  });
});
