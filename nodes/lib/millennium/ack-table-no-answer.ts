/** The rows of the decision table for messages that got no acknowledgement that can be used: nobody knows whether they arrived. */
import type { NoAnswerRule, RetryRule } from './ack-rules.ts';

/** Three repetitions: a reply torn on the way comes whole the next time; a peer that always answers so needs a person. */
const THREE_TIMES: RetryRule = { kind: 'backoff', limit: 3, then: 'hold' };

const UNKNOWN = 'HL7 v2 §2.8.2 (no acknowledgement); the same MSH-10 lets the receiver know the message again';
const UNUSABLE = 'HL7 v2 §2.8.2, MSA-2';

/** As long as nobody has refused the message it is the receiver that is away, not the message that is wrong. */
function sentAgain(code: NoAnswerRule['code'], reason: string): NoAnswerRule {
  return { code, decision: { class: 'uncertain' }, reason, source: UNKNOWN };
}

function sentThrice(code: NoAnswerRule['code'], reason: string): NoAnswerRule {
  return { code, decision: { class: 'uncertain', retry: THREE_TIMES }, reason, source: UNUSABLE };
}

export const NO_ANSWER_ROWS: readonly NoAnswerRule[] = [
  {
    code: 'commit-nak',
    decision: { class: 'transient', retry: { kind: 'backoff', limit: Infinity, then: 'hold' } },
    reason: 'A receiver that cannot store says so for every message: it is away, not the message wrong.',
    source: 'HL7 v3 MLLP release 2 (negative commit acknowledgement)',
  },
  sentAgain('write-timeout', 'The receiver did not read the message to its end in time.'),
  sentAgain('ack-timeout', 'No answer came in time. The next attempt goes over a new connection.'),
  sentAgain('connection-lost-after-write', 'The connection ended before the answer.'),
  sentAgain('reply-too-large', 'The answer was larger than any acknowledgement; the connection was closed.'),
  sentAgain('transport-failed', 'The connection failed in a way of its own.'),
  sentAgain('ack-unmatched', 'Only acknowledgements of other messages came (MSA-2): late ones of earlier attempts.'),
  sentThrice('ack-unaddressed', 'MSA-2 was empty: a receiver that cannot read our MSH-10 answers so.'),
  sentThrice('ack-unreadable', 'What came was no HL7, or a message without MSA.'),
  sentThrice('ack-without-header', 'An MSA with our control id, in what cannot be read as a message.'),
  {
    code: 'no-application-ack',
    decision: { class: 'permanent' },
    reason: 'Committed, and the application never said what it made of it; sending again could book twice.',
    source: 'HL7 v2 §2.8.3 (a commit releases the sender from resending)',
  },
];
