import assert from 'node:assert/strict';
import { ACK_MODES, ACK_RULE_ROWS, type AckRule } from '../../nodes/lib/millennium/index.ts';
import { EXPECTATIONS, TABLE_0357, type Outcome } from './expectations.ts';
import { trialsOf, type RowTrial } from './row-trials.ts';
import { SenderBed, type Course } from './sender-bed.ts';

/** Refusals before the receiver takes the message, where it is sent again. */
const REFUSALS = 2;

describe('every row of the acknowledgement table, from the queue to the receiver and back', () => {
  let bed: SenderBed;
  const heldCases: string[] = [];

  before(async () => {
    bed = await SenderBed.open({ connections: 8 });
  });
  after(async () => {
    const received = new Set(bed.millennium.state().received.map(({ controlId }) => controlId));
    await bed.close();
    assert.deepEqual(
      heldCases.filter((caseId) => received.has(`${caseId}-3`)),
      [],
      'nothing of a held case is sent, however much else goes by',
    );
  });

  it('is expected to lead somewhere, and nothing else is', () => {
    assert.deepEqual(ACK_RULE_ROWS.map(({ code }) => code).sort(), Object.keys(EXPECTATIONS).sort());
  });

  for (const row of ACK_RULE_ROWS) {
    const expected = EXPECTATIONS[row.code];
    const trials = expected === undefined ? [] : trialsOf(row, expected);
    describe(`${row.code}: ${expected?.outcome ?? 'unknown'}`, () => {
      it('can be said by a receiver', () => assert.ok(expected !== undefined && trials.length > 0));
      for (const mode of ACK_MODES) {
        const inMode = trials.filter((trial) => trial.mode === mode);
        if (inMode.length === 0) continue;
        it(`in ${mode} mode, in ${String(inMode.length)} ways of saying it`, async () => {
          await assertTrials(row, inMode, expected?.outcome ?? 'held');
        });
      }
      if (expected?.outcome === 'backed-off') repeatsUntilHeld(row, trials, 10);
      if (expected?.outcome === 'slow') repeatsUntilHeld(row, trials, 5);
    });
  }

  async function assertTrials(row: AckRule, trials: readonly RowTrial[], outcome: Outcome): Promise<void> {
    const isRepeated = outcome === 'backed-off' || outcome === 'slow';
    const times = isRepeated ? REFUSALS : 1;
    const courses = await bed.sendAll(trials.map((trial) => ({ ...trial, answers: [[times, trial.answer]] })));
    trials.forEach((trial, index) => {
      const course = courses[index];
      assert.ok(course !== undefined);
      try {
        assertSame(course, row, trial);
        CHECKS[outcome](course, trial);
      } catch (cause) {
        throw new Error(trial.title, { cause });
      }
      if (outcome === 'held' || outcome === 'stopped') heldCases.push(course.controlId.slice(0, -2));
    });
  }

  function repeatsUntilHeld(row: AckRule, trials: readonly RowTrial[], limit: number): void {
    it(`is held when it has been refused ${String(limit)} times more`, async () => {
      const [trial] = trials;
      assert.ok(trial !== undefined);
      const course = await bed.send({ ...trial, answers: [[limit + 1, trial.answer]] });
      heldCases.push(course.controlId.slice(0, -2));
      assertSame(course, row, trial);
      assert.equal(course.sent.length, limit + 1);
      assert.deepEqual(statesOf(course), ['acknowledged', 'held', 'queued']);
      assert.equal(course.eventState, 'held');
      assert.deepEqual(
        course.news.map(({ type }) => type),
        [...Array<string>(limit).fill('message:refused'), 'message:held'],
      );
    });
  }
});

/** What is true of every course: the same bytes every time, the row's code, nothing of the patient. */
function assertSame({ sent, news, messages, controlId }: Course, row: AckRule, { errorCode, answer }: RowTrial): void {
  assert.ok(sent.length > 0 && sent.every((bytes) => sent[0]?.equals(bytes)), 'the same bytes at every attempt');
  assert.ok(
    sent.every((bytes) => bytes.includes(`|${controlId}|`)),
    'under the same control id',
  );
  const [first] = news;
  assert.equal(first?.code, row.code);
  const written = (answer.msa1 ?? '').toUpperCase();
  assert.equal(first.ackCode, /^[A-Z]{2}$/.test(written) ? written : undefined);
  assert.equal(first.errorCode, errorCode);
  assert.equal(first.text, errorCode === undefined ? undefined : TABLE_0357[errorCode]);
  const seen = JSON.stringify([news, messages]);
  assert.ok(!/tolvan/i.test(seen) && !seen.includes('19121212'), 'nothing of the patient is told or kept');
}

type Check = (course: Course, trial: RowTrial) => void;

const CHECKS: Readonly<Record<Outcome, Check>> = {
  done: (course, trial) => assertDone(course, false, trial),
  'done-with-warning': (course, trial) => assertDone(course, true, trial),
  held: assertHeld,
  stopped: assertHeld,
  'backed-off': assertRepeated,
  slow: assertRepeated,
  committed: (course, trial) => assertDone(course, false, trial),
};

function assertDone(course: Course, warning: boolean, { errorCode }: RowTrial): void {
  assert.equal(course.sent.length, 1);
  assert.deepEqual(statesOf(course), ['acknowledged', 'acknowledged', 'acknowledged']);
  assert.equal(course.eventState, 'completed');
  const [told, ...more] = course.news;
  assert.deepEqual(more, []);
  assert.ok(told?.type === 'message:acknowledged');
  assert.equal(told.warning, warning);
  assert.equal(course.messages[1]?.errorCode ?? undefined, errorCode);
}

function assertHeld(course: Course, { errorCode }: RowTrial): void {
  assert.equal(course.sent.length, 1);
  assert.deepEqual(statesOf(course), ['acknowledged', 'held', 'queued']);
  assert.equal(course.eventState, 'held');
  assert.deepEqual(
    course.news.map(({ type }) => type),
    ['message:held'],
  );
  const [, message] = course.messages;
  assert.equal(message?.attempts, 1);
  assert.equal(message.errorCode ?? undefined, errorCode);
  assert.equal(message.text ?? undefined, errorCode === undefined ? undefined : TABLE_0357[errorCode]);
}

function assertRepeated(course: Course): void {
  assert.equal(course.sent.length, REFUSALS + 1);
  assert.deepEqual(statesOf(course), ['acknowledged', 'acknowledged', 'acknowledged']);
  assert.equal(course.messages[1]?.attempts, REFUSALS + 1);
  assert.deepEqual(
    course.news.map(({ type }) => type),
    [...Array<string>(REFUSALS).fill('message:refused'), 'message:acknowledged'],
  );
}

function statesOf({ messages }: Course): string[] {
  return messages.map(({ state }) => state);
}
