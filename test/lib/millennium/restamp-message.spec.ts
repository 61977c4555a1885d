import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMessage } from '../../../nodes/lib/hl7/index.ts';
import { checkMessage, controlIdOfCopy, encodeMessage, restampMessage } from '../../../nodes/lib/millennium/index.ts';
import { built, makeCase } from '../../support/planned.ts';
import { makeProfile } from '../../support/profiles.ts';

const NOW = new Date('2026-11-10T07:00:00Z');
const PROFILE = makeProfile();

function contentOf(profile = PROFILE): Buffer {
  const patient = { ...makeCase().patient, family: 'Åström | och ^ Öst' };
  const encoded = encodeMessage(built('S12', { subject: makeCase({ patient }), profile }).hl7, profile);
  assert.ok(encoded.ok);
  return encoded.content;
}

describe('restamping a message', () => {
  it('writes MSH-7 and MSH-10 anew and leaves every other byte', () => {
    const content = contentOf();
    const copy = restampMessage(content, { controlId: 'OCOPY', now: NOW }, PROFILE) ?? assert.fail();
    const [before, after] = [content, copy].map((bytes) => bytes.toString('latin1').split(/(?<=\r)/));
    assert.deepEqual(after?.slice(1), before?.slice(1));
    const header = (bytes: Buffer): string[] => (bytes.toString('latin1').split('\r')[0] ?? '').split('|');
    const expected = header(content).with(6, '20261110080000+0100').with(9, 'OCOPY');
    assert.deepEqual(header(copy), expected);
    assert.deepEqual(checkMessage(copy.toString('utf8'), { controlId: 'OCOPY', triggerEvent: 'S12' }), []);
  });

  it('keeps the control id where none is given', () => {
    const content = contentOf();
    const copy = restampMessage(content, { now: NOW }, PROFILE) ?? assert.fail();
    const ids = [content, copy].map((bytes) => {
      const parsed = parseMessage(bytes.toString('utf8'));
      assert.ok(parsed.ok);
      return parsed.message.segment('MSH')?.field(10);
    });
    assert.equal(ids[0], ids[1]);
  });

  it('writes the time as the site wants it, and bytes of another character set as they are', () => {
    const profile = makeProfile({ offset: 'never', charset: '8859/1' });
    const content = contentOf(profile);
    const copy = restampMessage(content, { controlId: 'OCOPY', now: NOW }, profile) ?? assert.fail();
    assert.match(copy.toString('latin1'), /^MSH\|\^~\\&\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|20261110080000\|/);
    assert.ok(copy.includes(Buffer.from([0xc5, 0x73, 0x74, 0x72, 0xf6, 0x6d])));
  });

  it('refuses what is no message of ours', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        fc.pre(!Buffer.from(bytes).toString('latin1').startsWith('MSH|'));
        assert.equal(restampMessage(Buffer.from(bytes), { now: NOW }, PROFILE), undefined);
      }),
    );
    assert.equal(restampMessage(Buffer.from('MSH|^~\\&|a'), { now: NOW }, PROFILE), undefined);
  });
});

describe('the control id of a copy', () => {
  it('is another for every copy and every message, 20 characters like all, and the same again', () => {
    const ids = [controlIdOfCopy('OA', 1), controlIdOfCopy('OA', 2), controlIdOfCopy('OB', 1)];
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^O[A-Z2-7]{19}$/);
    assert.equal(controlIdOfCopy('OA', 1), ids[0]);
  });
});
