import assert from 'node:assert/strict';
import { NO_ANSWER_ROWS, type NoAnswerCode } from '../../nodes/lib/millennium/index.ts';
import type { ExchangeOutcome } from '../../nodes/lib/mllp/index.ts';
import type { FaultAction } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { PATIENT_TEXT } from './row-trials.ts';
import { SenderBed, type BedOptions, type Course } from './sender-bed.ts';

/** Short where a time is to run out, and long enough for an answer that is there to be read. */
const CLIENT = { ackTimeoutMs: 60, maxFrameBytes: 4_096 };

interface Expected {
  /** What the receiver does to bring it about. */
  ways: readonly FaultAction[];
  /** How often the message is sent again before it is held; undefined for as long as it takes. */
  repetitions: 3 | undefined;
  /** It answers the message, so the connection is as good as before. */
  connectionStays?: true;
  /** MSA-1 of what came, where something came. */
  ackCode?: string;
}

const manyErrors = Array.from({ length: 200 }, () => ({ place: 'ERR-3', code: '101' }) as const);

/** Written by hand from the interface specification. */
const EXPECTED: Readonly<Partial<Record<NoAnswerCode, Expected>>> = {
  'ack-timeout': { ways: [{ silence: true }, { silence: true, processed: false }], repetitions: undefined },
  'connection-lost-after-write': { ways: [{ closeAfterRead: true }], repetitions: undefined },
  'reply-too-large': { ways: [{ errors: manyErrors, processed: false }], repetitions: undefined },
  'ack-unmatched': { ways: [{ wrongControlId: true }], repetitions: undefined },
  'ack-unaddressed': {
    ways: [{ without: 'controlId', ack: 'AR', text: PATIENT_TEXT, processed: false }],
    repetitions: 3,
    ackCode: 'AR',
  },
  'ack-unreadable': {
    ways: [
      { garbage: 'instead', processed: false },
      { without: 'msa', processed: false },
    ],
    repetitions: 3,
  },
  'ack-without-header': {
    ways: [{ without: 'header', text: PATIENT_TEXT, processed: false }],
    repetitions: 3,
    connectionStays: true,
  },
};

/** What the simulator cannot do to a connection is done inside ours. */
const INSIDE: Readonly<Partial<Record<NoAnswerCode, ExchangeOutcome | undefined>>> = {
  'transport-failed': undefined,
  'write-timeout': { kind: 'uncertain', code: 'write-timeout', strayReplies: 0 },
  'commit-nak': { kind: 'refused', code: 'commit-nak' },
};

/** An application that is silent has tests of its own. */
const ELSEWHERE: readonly NoAnswerCode[] = ['no-application-ack'];

describe('every way of getting no acknowledgement, from the queue to the receiver and back', () => {
  let bed: SenderBed | undefined;
  const open = async (options: BedOptions = {}): Promise<SenderBed> => {
    bed = await SenderBed.open({ client: CLIENT, ...options });
    return bed;
  };
  afterEach(async () => {
    await bed?.close();
    bed = undefined;
  });

  it('is expected to lead somewhere', () => {
    const codes = NO_ANSWER_ROWS.map(({ code }) => code);
    assert.deepEqual([...Object.keys(EXPECTED), ...Object.keys(INSIDE), ...ELSEWHERE].sort(), codes.sort());
  });

  for (const [code, { ways, repetitions, ...expected }] of Object.entries(EXPECTED)) {
    ways.forEach((way, index) => {
      const title = `${code} (${String(index + 1)})`;
      // Six failures are more than any limit of repetitions.
      const failures = repetitions === undefined ? 6 : 2;

      it(`${title}: the same bytes go again over a new connection until the answer comes, and the case goes on`, async () => {
        const course = await (await open()).send({ answers: [[failures, way]] });
        assertUnanswered(course, code, failures, expected);
        assert.deepEqual(statesOf(course), ['acknowledged', 'acknowledged', 'acknowledged']);
        assert.equal(course.messages[1]?.attempts, failures + 1);
        assert.equal(course.news.at(-1)?.code, 'aa-accepted');
      });

      if (repetitions !== undefined) {
        it(`${title}: held after ${String(repetitions)} repetitions, the case waits`, async () => {
          const course = await (await open()).send({ answers: [[repetitions + 1, way]] });
          assertUnanswered(course, code, repetitions, expected);
          assertHeld(course, code, repetitions + 1);
        });
      }

      it(`${title}: held at once where nothing uncertain may be sent again`, async () => {
        const course = await (await open({ uncertain: 'hold' })).send({ answers: [[1, way]] });
        assertHeld(course, code, 1);
      });
    });
  }

  for (const [code, outcome] of Object.entries(INSIDE)) {
    it(`${code}: the same bytes go again until the answer comes, and the case goes on`, async () => {
      const opened = await open();
      opened.failExchanges('C1-2', 12, outcome);
      const course = await opened.send({ answers: [] });
      assertUnanswered(course, code, 12, { connectionStays: true });
      assert.equal(course.news.at(-1)?.code, 'aa-accepted');
    });
  }
});

function assertUnanswered(
  { sent, news, connections, messages }: Course,
  code: string,
  times: number,
  { ackCode, connectionStays = false }: { ackCode?: string; connectionStays?: boolean },
): void {
  assert.equal(sent.length, times + 1);
  assert.ok(
    sent.every((bytes) => sent[0]?.equals(bytes)),
    'the same bytes at every attempt',
  );
  assert.equal(new Set(connections).size, connectionStays ? 1 : times + 1, 'the connection of every attempt');
  const uncertain = news.slice(0, times);
  assert.deepEqual(
    uncertain.map((told) => [told.type, told.code, told.ackCode]),
    Array<unknown>(times).fill([code === 'commit-nak' ? 'message:refused' : 'message:uncertain', code, ackCode]),
  );
  assert.ok(!/tolvan|19121212/i.test(JSON.stringify([news, messages])), 'nothing of the patient is told or kept');
}

function assertHeld(course: Course, code: string, attempts: number): void {
  assert.equal(course.sent.length, attempts);
  assert.deepEqual(statesOf(course), ['acknowledged', 'held', 'queued']);
  assert.equal(course.eventState, 'held');
  const told = course.news.at(-1);
  assert.deepEqual([told?.type, told?.code], ['message:held', code]);
}

function statesOf({ messages }: Course): string[] {
  return messages.map(({ state }) => state);
}
