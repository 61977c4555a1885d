import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answers, describeStray } from '../../../nodes/lib/millennium/answers.ts';

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK|R1|P|2.4\r';

describe('answers', () => {
  const answering: readonly [string, string][] = [
    ['the exact control id', `${HEADER}MSA|AA|ID1\r`],
    ['the control id as the last bytes', `${HEADER}MSA|AA|ID1`],
    ['further fields after it', `${HEADER}MSA|AE|ID1|text||||207\rERR|||207\r`],
    ['the control id between blanks', `${HEADER}MSA|AA| ID1 \r`],
    ['lines that end with LF', `${HEADER.replace('\r', '\n')}MSA|AA|ID1\n`],
    ['lines that end with CRLF', `${HEADER.replace('\r', '\r\n')}MSA|AA|ID1\r\n`],
    ['another separator', `${HEADER.replaceAll('|', '#')}MSA#AA#ID1#\r`],
    ['an unknown MSA-1, which then has no rule', `${HEADER}MSA|ZZ|ID1\r`],
    ['the letters MSA inside an earlier segment', `${HEADER}ZZZ|MSA|AA|ID2\rMSA|AA|ID1\r`],
    ['a segment before it whose name begins with MSA', `${HEADER}MSAX|AA|ID2\rMSA|AA|ID1\r`],
  ];
  for (const [what, reply] of answering) {
    it(`takes a reply for the answer with ${what}`, () => {
      assert.equal(answers(Buffer.from(reply), 'ID1'), 'answer');
    });
  }

  const straying: readonly [string, string, object][] = [
    ['another control id', `${HEADER}MSA|AA|ID2\r`, { code: 'ack-unmatched', ackCode: 'AA' }],
    ['a longer control id', `${HEADER}MSA|AA|ID11\r`, { code: 'ack-unmatched', ackCode: 'AA' }],
    ['a shorter control id', `${HEADER}MSA|AA|ID\r`, { code: 'ack-unmatched', ackCode: 'AA' }],
    ['the control id in other letters', `${HEADER}MSA|AA|id1\r`, { code: 'ack-unmatched', ackCode: 'AA' }],
    ['the control id in the wrong field', `${HEADER}MSA|AA|X|ID1\r`, { code: 'ack-unmatched', ackCode: 'AA' }],
    ['an empty control id and a rejection', `${HEADER}MSA|AR||no\r`, { code: 'ack-unaddressed', ackCode: 'AR' }],
    ['an MSA without a control id', `${HEADER}MSA|CR\rERR|ID1\r`, { code: 'ack-unaddressed', ackCode: 'CR' }],
    ['an MSA of nothing', `${HEADER}MSA\rERR|ID1\r`, { code: 'ack-unreadable' }],
    ['a name in the place of MSA-1', `${HEADER}MSA|Tolvan|ID2\r`, { code: 'ack-unmatched' }],
    ['a header only', HEADER, { code: 'ack-unreadable' }],
    ['nonsense', 'hello', { code: 'ack-unreadable' }],
    ['nothing', '', { code: 'ack-unreadable' }],
  ];
  for (const [what, reply, stray] of straying) {
    it(`leaves a reply aside with ${what}`, () => {
      assert.equal(answers(Buffer.from(reply), 'ID1'), 'stray');
      assert.deepEqual(describeStray(Buffer.from(reply)), stray);
    });
  }

  it('never throws on random bytes and never finds an answer in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        describeStray(Buffer.from(bytes));
        return answers(Buffer.from(bytes), 'OW4Q6JJDZ7ZUQX2HJH4N') === 'stray';
      }),
      { numRuns: 500 },
    );
  });
});
