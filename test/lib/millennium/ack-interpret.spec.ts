import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_ACK_RULES } from '../../../nodes/lib/millennium/ack-rules.ts';
import { interpretReply, type ReplyVerdict } from '../../../nodes/lib/millennium/interpret-reply.ts';

const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK^A05|R1|P|2.4\r';
const SENT = { controlId: 'ID1', content: Buffer.from(HEADER), triggerEvent: 'A05', effect: 'create' } as const;

function verdictOn(reply: string | Buffer): ReplyVerdict {
  return interpretReply(Buffer.from(reply as string), SENT, DEFAULT_ACK_RULES);
}

describe('interpretReply', () => {
  it('reads a reply with other separators', () => {
    const verdict = verdictOn(
      'MSH#$*!%#MILLENNIUM#VGR#ORBIT#SU#2026##ACK#R1#P#2.4\rMSA#AE#ID1\rERR#PID$1$3$206%Locked%HL70357\r',
    );
    assert.deepEqual(verdict.errorCode, '206');
  });

  it('reads a reply whose lines end with LF or CRLF', () => {
    assert.equal(verdictOn(`${HEADER.replace('\r', '\n')}MSA|AA|ID1\n`).class, 'accepted');
    assert.equal(verdictOn(`${HEADER.replace('\r', '\r\n')}MSA|AA|ID1\r\n`).class, 'accepted');
  });

  it('reads MSA-1 in small letters and with blanks', () => {
    assert.equal(verdictOn(`${HEADER}MSA| aa | ID1 \r`).class, 'accepted');
  });

  it('decides by the gravest of several errors', () => {
    const held = verdictOn(`${HEADER}MSA|AE|ID1\rERR|||205|E\rERR|||101|E\r`);
    assert.deepEqual([held.class, held.errorCode], ['permanent', '101']);
    const retried = verdictOn(`${HEADER}MSA|AE|ID1\rERR|PID^1^3^207~PID^1^5^205\r`);
    assert.deepEqual([retried.class, retried.errorCode], ['transient', '207']);
  });

  it('prefers ERR-3 over ERR-1 of the same segment', () => {
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR|PID^1^3^101||206|E\r`).errorCode, '206');
  });

  it('takes of two errors that a person decides the one that stops the hospital', () => {
    for (const errors of ['ERR|||101|E\rERR|||203|E\r', 'ERR|||203|E\rERR|||101|E\r'])
      assert.equal(verdictOn(`${HEADER}MSA|AR|ID1\r${errors}`).code, 'ar-version');
  });

  it('does not accept beside an error that has no code', () => {
    for (const ackCode of ['AA', 'CA']) {
      const verdict = verdictOn(`${HEADER}MSA|${ackCode}|ID1\rERR||||E|X17^own\r`);
      assert.deepEqual([verdict.class, verdict.code], ['permanent', `${ackCode.toLowerCase()}-with-error`]);
    }
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR||||E\r`).code, 'ae-unexplained');
    assert.equal(verdictOn(`${HEADER}MSA|AR|ID1\rERR||||F\r`).code, 'ar-unexplained');
  });

  it('takes warnings out of a negative reply, so that only its errors decide', () => {
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR|||101|W\rERR|||206|E\r`).errorCode, '206');
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR|||205|W\r`).code, 'ae-unexplained');
  });

  it('accepts AA with a warning beside an error of no severity only when there is no error', () => {
    assert.equal(verdictOn(`${HEADER}MSA|AA|ID1\rERR|||101|W\rERR|||207|\r`).code, 'aa-with-error');
  });

  it('does not take a local code for one of table 0357', () => {
    const verdict = verdictOn(`${HEADER}MSA|AE|ID1\rERR|||205^finns redan^LOCALERR|E\r`);
    assert.deepEqual([verdict.class, verdict.code, verdict.errorCode], ['permanent', 'ae-other', 'LOCALERR:205']);
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR|||205^^0357|E\r`).class, 'accepted');
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1\rERR|||205^^Tolvan Tolvansson|E\r`).errorCode, 'local:205');
  });

  it('keeps no text of the reply but those of table 0357', () => {
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1|unknown KEY identifier\rERR|||204|E\r`).text, 'Unknown key identifier');
    assert.equal(
      verdictOn(`${HEADER}MSA|AE|ID1|191212121212 Tolvan Tolvansson\rERR|||101|E\r`).text,
      'Required field missing',
    );
    assert.equal(verdictOn(`${HEADER}MSA|AE|ID1|191212121212 Tolvan Tolvansson\r`).text, undefined);
  });

  it('carries nothing of a patient that a peer puts into its codes', () => {
    for (const echoed of ['191212121212', 'Tolvansson Tolvan', 'Åström', '19121212-1212']) {
      const verdict = verdictOn(
        `${HEADER}MSA|${echoed}|ID1|${echoed}||||${echoed}\rERR|||${echoed}^${echoed}^${echoed}|E|||${echoed}\r`,
      );
      assert.equal(verdict.class, 'permanent');
      assert.ok(!JSON.stringify(verdict).includes(echoed));
    }
  });

  it('does not know the outcome from a reply that has no header, no usable header or another control id', () => {
    for (const reply of [
      '',
      'MSA|AA|ID1\r',
      'MSHA|AA\rMSA|AA|ID1\r',
      HEADER,
      `${HEADER}MSA|AA|ID2\r`,
      `${HEADER}MSA|AA|id1\r`,
    ]) {
      const verdict = verdictOn(reply);
      assert.deepEqual(verdict, {
        class: 'uncertain',
        code: 'ack-without-header',
        retry: { kind: 'backoff', limit: 3, then: 'hold' },
      });
    }
  });

  it('never throws and never accepts what does not say AA or CA, or one of the two excused errors', () => {
    const field = fc.oneof(fc.string(), fc.constantFrom('AA', 'AE', 'AR', 'ID1', '204', 'W', '|', '\r', 'MSA|AA'));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const verdict = verdictOn(`${HEADER}MSA|AR|ID1|${fields.join('|')}`);
        return verdict.class !== 'accepted';
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => verdictOn(Buffer.from(bytes)).class === 'uncertain'),
      { numRuns: 300 },
    );
  });
});
