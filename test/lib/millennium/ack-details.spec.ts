import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMessage } from '../../../nodes/lib/hl7/index.ts';
import { answers, describeStray } from '../../../nodes/lib/millennium/answers.ts';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from '../../../nodes/lib/millennium/ack-rule-table.ts';
import { DEFAULT_ACK_RULES, findAckRule, type AckRule } from '../../../nodes/lib/millennium/ack-rules.ts';
import { readErrorConditions } from '../../../nodes/lib/millennium/error-conditions.ts';
import { safeReplyText } from '../../../nodes/lib/millennium/error-condition-texts.ts';
import { findMsa } from '../../../nodes/lib/millennium/find-msa.ts';
import { interpretReply, type ReplyVerdict } from '../../../nodes/lib/millennium/interpret-reply.ts';

const TABLE = join(import.meta.dirname, 'acknowledgement-table.json');
const HEADER = 'MSH|^~\\&|MILLENNIUM|VGR|ORBIT|SU|20261103101500+0100||ACK^A05|R1|P|2.4\r';
const SENT = { controlId: 'ID1', content: Buffer.from(HEADER), triggerEvent: 'A05', effect: 'update' } as const;
const FACTS = {
  mode: 'original',
  errorCode: 'none',
  warningsOnly: false,
  effect: 'create',
  triggerEvent: 'A05',
} as const;

const verdictOn = (...lines: string[]): ReplyVerdict =>
  interpretReply(Buffer.from(`${HEADER}${lines.join('\r')}\r`), SENT, DEFAULT_ACK_RULES);

describe('the acknowledgement table', () => {
  // Where it differs on purpose: UPDATE_TABLE=1 npx mocha test/lib/millennium/ack-details.spec.ts, and read the diff.
  it('is the one in acknowledgement-table.json, word for word', () => {
    const withInfinity = (_key: string, value: unknown): unknown => (value === Infinity ? 'no limit' : value);
    const text = `${JSON.stringify({ rows: ACK_RULE_ROWS, noAnswer: NO_ANSWER_ROWS }, withInfinity, 2)}\n`;
    if (process.env.UPDATE_TABLE === '1') writeFileSync(TABLE, text);
    assert.equal(text, readFileSync(TABLE, 'utf8'));
  });

  it('takes a rule for unknown codes for those only that no table has', () => {
    const odd: AckRule = {
      code: 'odd',
      when: { mode: 'any', ackCode: 'unknown', errorCode: 'any' },
      decision: { class: 'permanent' },
      reason: 'a test',
      source: 'a test',
    };
    const rules = { ...DEFAULT_ACK_RULES, overrides: [odd] };
    assert.equal(findAckRule(rules, { ...FACTS, ackCode: 'AA' })?.code, 'aa-accepted');
    assert.equal(findAckRule(rules, { ...FACTS, ackCode: 'ZZ' })?.code, 'odd');
    assert.equal(findAckRule(DEFAULT_ACK_RULES, { ...FACTS, ackCode: 'ZZ' })?.code, 'ack-code-unknown');
  });
});

describe('the texts of table 0357', () => {
  const texts = {
    '0': 'Message accepted',
    '100': 'Segment sequence error',
    '101': 'Required field missing',
    '102': 'Data type error',
    '103': 'Table value not found',
    '200': 'Unsupported message type',
    '201': 'Unsupported event code',
    '202': 'Unsupported processing id',
    '203': 'Unsupported version id',
    '204': 'Unknown key identifier',
    '205': 'Duplicate key identifier',
    '206': 'Application record locked',
    '207': 'Application internal error',
  };
  it('stand for their codes, and are known again however they are written', () => {
    for (const [code, text] of Object.entries(texts)) {
      assert.equal(safeReplyText('', code), text);
      assert.equal(safeReplyText(`  ${text.toUpperCase()} `, 'X'), text);
    }
    assert.equal(safeReplyText('Tolvan is not known', 'X'), undefined);
  });
});

describe('the search for MSA', () => {
  it('finds it as the first and as the last bytes', () => {
    assert.deepEqual(findMsa(Buffer.from('MSA|AA|ID1')), { ackCode: 'AA', controlId: 'ID1' });
    assert.equal(findMsa(Buffer.from('X\rMSA')), undefined);
  });

  it('ends a field at either line end', () => {
    for (const end of ['\r', '\n', '\r\n'])
      assert.deepEqual(findMsa(Buffer.from(`MSA|AA|ID1${end}ERR|x`)), { ackCode: 'AA', controlId: 'ID1' });
  });

  it('takes no letter, digit, blank or control for a separator, and everything beside them', () => {
    for (const separator of [' ', '0', '9', 'A', 'Z', 'a', 'z', '\t'])
      assert.equal(findMsa(Buffer.from(`MSA${separator}AA${separator}ID1\r`)), undefined, JSON.stringify(separator));
    for (const separator of ['!', '/', ':', '@', '[', '`', '{'])
      assert.equal(findMsa(Buffer.from(`MSA${separator}AA${separator}ID\r`))?.controlId, 'ID', separator);
  });
});

describe('an answer', () => {
  it('may repeat a control id that itself has a blank', () => {
    assert.equal(answers(Buffer.from('MSA|AA| ID1'), ' ID1'), 'answer');
  });

  it('that strays is described by its code in capitals, and an address of blanks is none', () => {
    assert.deepEqual(describeStray(Buffer.from('MSA| aa |X')), { code: 'ack-unmatched', ackCode: 'AA' });
    assert.deepEqual(describeStray(Buffer.from('MSA|AR|  ')), { code: 'ack-unaddressed', ackCode: 'AR' });
  });
});

describe('what a reply means', () => {
  it('is said without what it does not say', () => {
    assert.deepEqual(verdictOn('MSA|AA|ID1'), { class: 'accepted', code: 'aa-accepted', ackCode: 'AA' });
  });

  it('leaves out a code that is none', () => {
    for (const msa1 of ['XAA', 'AAX']) assert.ok(!('ackCode' in verdictOn(`MSA|${msa1}|ID1`)));
  });

  it('names the error that no code names', () => {
    assert.equal(verdictOn('MSA|AA|ID1', 'ERR||||E').errorCode, 'unlisted');
  });

  it('is that of the first of several errors that weigh the same', () => {
    assert.equal(verdictOn('MSA|AE|ID1', 'ERR|||102|E', 'ERR|||101|E').errorCode, '102');
  });

  it('is that of the error that stops, among those a person decides', () => {
    assert.equal(verdictOn('MSA|AE|ID1', 'ERR|||101|E', 'ERR|||203|E').errorCode, '203');
  });
});

describe('the conditions a reply names', () => {
  const codesIn = (...lines: string[]): readonly string[] => {
    const parsed = parseMessage(`${HEADER}MSA|AE|ID1\r${lines.join('\r')}\r`);
    assert.ok(parsed.ok);
    return readErrorConditions(parsed.message).codes;
  };

  it('are read without the blanks around them', () => {
    assert.deepEqual(codesIn('ERR||| 101 ^x^ HL70357 |E'), ['101']);
    assert.deepEqual(codesIn('ERR|||12^x^ CERNER |E'), ['CERNER:12']);
    assert.deepEqual(codesIn('ERR|||103^x^  |E'), ['103']);
    assert.deepEqual(codesIn('ERR|||103|  w '), []);
    assert.deepEqual(codesIn('ERR|PID^1^3^101|| 0 |E'), []);
  });

  it('are not kept where they could carry the number of a patient', () => {
    assert.deepEqual(codesIn('ERR|||AB123456|E'), ['unlisted']);
    assert.deepEqual(codesIn('ERR|||12^x^SYS123456|E'), ['local:12']);
  });

  it('are all read up to a hundred places', () => {
    const places = Array.from({ length: 100 }, (_, index) => `PID^1^${String(index)}^${index === 99 ? '103' : '101'}`);
    assert.deepEqual(codesIn(`ERR|${places.join('~')}`).slice(-2), ['101', '103']);
    assert.deepEqual(codesIn(`ERR|${[...places, 'PID^1^3^101'].join('~')}`).slice(-2), ['103', 'unlisted']);
  });
});
