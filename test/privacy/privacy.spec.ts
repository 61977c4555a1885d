import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markedBooking, MARKS, marksIn, PERSON } from './marked-patient.ts';
import { SCENARIOS } from './scenarios.ts';
import { WatchedSuite } from './watched-suite.ts';

describe('what the suite puts out', function () {
  this.timeout(120_000);
  let suite: WatchedSuite;

  before(async () => {
    suite = await WatchedSuite.start();
  });

  after(() => suite.close());

  for (const { title, run } of SCENARIOS) {
    it(`says nothing of the patient: ${title}`, async () => {
      await run(suite);
      assert.deepEqual(await suite.leaks(), []);
    });
  }

  it('is found to tell where a Function node prints and shows the event, an answer repeats it, and a file keeps it', async () => {
    await suite.settle(markedBooking('privacy-leak', { clinic: 'LEAK' }));
    await writeFile(join(suite.orbit.dataDir, `${MARKS.localId}.txt`), MARKS.note);
    await suite.call('/orbit/cases/CASE-privacy-leak');
    await suite.shownInEditor(MARKS.given);
    const leaks = (await suite.leaks()).join('\n');
    assert.match(leaks, new RegExp(`standard output and error: ${MARKS.family}`));
    assert.match(leaks, new RegExp(`editor: ${MARKS.given}`));
    // The case is told to who may ask for it, with what was last sent.
    assert.match(leaks, new RegExp(`answer to GET: ${MARKS.given}`));
    assert.match(leaks, new RegExp(`file name: ${MARKS.localId}`));
    assert.match(leaks, new RegExp(`file ${MARKS.localId}.txt: ${MARKS.note}`));
  });
});

describe('the search for the patient', () => {
  const forms: Readonly<Record<string, string | Buffer>> = {
    'a name': `x${MARKS.family}x`,
    'a name in capitals': MARKS.given.toUpperCase(),
    'a name in 8859/1': Buffer.from(MARKS.family, 'latin1'),
    'a name in a URL': `/a?b=${encodeURIComponent(MARKS.family)}`,
    'a name in escaped JSON': JSON.stringify(MARKS.family).replace('ä', '\\u00e4'),
    'a name in hex': Buffer.from(MARKS.family).toString('hex'),
    'a name with its letters taken apart': MARKS.family.normalize('NFD'),
    ...Object.fromEntries(
      ['', 'a', 'ab'].map((before) => [
        `a name in Base64 behind ${String(before.length)} bytes`,
        Buffer.from(`${before}${MARKS.family} and more`).toString('base64'),
      ]),
    ),
    'a number': PERSON.id,
    'a number with ten digits and a dash': `${PERSON.id.slice(2, 8)}-${PERSON.id.slice(8)}`,
    'a date of birth': PERSON.birthDate,
  };
  for (const [form, content] of Object.entries(forms)) {
    it(`finds ${form}`, () => assert.notDeepEqual(marksIn(content), []));
  }

  it('finds nothing where there is nothing', () => {
    assert.deepEqual(marksIn('case CASE-privacy-1, PID-5: not encodable, 2026-11-10T08:00:00+01:00'), []);
  });
});
