import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseOrbitEvent, parseOrbitXml } from '../../../nodes/lib/orbit/index.ts';
import { toXml, xmlElement } from '../../support/orbit-xml.ts';

const SAMPLES = join(import.meta.dirname, '../../fixtures/events');
const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(SAMPLES, `${name}.json`), 'utf8')) as Record<string, unknown>;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('an Orbit event as XML', () => {
  for (const name of ['booked-inpatient', 'booked-day-surgery', 'rebooked-inpatient', 'cancelled-inpatient']) {
    it(`is the same event as in JSON: ${name}`, () => {
      const parsed = parseOrbitXml(bytes(toXml(sample(name))));
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.events[0], parseOrbitEvent(sample(name)));
    });
  }

  it('is the same event whatever stands in its texts', () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => parseOrbitEvent({ ...sample('booked-inpatient'), note: text }).ok);
    fc.assert(
      fc.property(words, (note) => {
        const event = { ...sample('booked-inpatient'), note };
        const parsed = parseOrbitXml(bytes(toXml(event)));
        assert.ok(parsed.ok);
        assert.deepEqual(parsed.events[0], parseOrbitEvent(event));
      }),
      { numRuns: 200 },
    );
  });

  it('comes as a list under surgicalEvents, with or without a namespace', () => {
    const body = `<surgicalEvents xmlns="urn:orbit:surgical-event:1">${xmlElement('surgicalEvent', sample('booked-inpatient'))}</surgicalEvents>`;
    const parsed = parseOrbitXml(bytes(body));
    assert.ok(parsed.ok && parsed.batch && parsed.events[0]?.ok === true);
  });

  it('is read in ISO-8859-1 when it says so', () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>${xmlElement('surgicalEvent', sample('booked-inpatient'))}`;
    const parsed = parseOrbitXml(Buffer.from(text, 'latin1'));
    assert.ok(parsed.ok && parsed.events[0]?.ok === true);
    assert.equal(parsed.events[0].event.case?.staff[0]?.family, 'Åström');
  });

  it('keeps free data under extensions', () => {
    const body = toXml(sample('booked-inpatient')).replace(
      '</surgicalEvent>',
      '<extensions><entry name="list">7</entry></extensions></surgicalEvent>',
    );
    const parsed = parseOrbitXml(bytes(body));
    assert.ok(parsed.ok && parsed.events[0]?.ok === true);
    assert.deepEqual(parsed.events[0].event.extensions, { list: '7' });
  });

  const REFUSED: [string, string][] = [
    [
      'a DOCTYPE, so that no entity can grow',
      '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><surgicalEvent>&c;</surgicalEvent>',
    ],
    ['an entity nobody declared', '<surgicalEvent>&b;</surgicalEvent>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/hostname"><surgicalEvent/>'],
    ['XML that does not end', '<surgicalEvent><patient>'],
    ['a nesting deeper than any event', '<a>'.repeat(50) + '</a>'.repeat(50)],
    ['another character set', '<?xml version="1.0" encoding="UTF-16"?><surgicalEvent/>'],
    ['nothing', ''],
  ];
  for (const [what, body] of REFUSED) {
    it(`refuses ${what}`, () => {
      const parsed = parseOrbitXml(bytes(body));
      assert.ok(!parsed.ok && parsed.status === 400);
    });
  }

  it('refuses another root, and bytes that are not UTF-8', () => {
    const other = parseOrbitXml(bytes('<booking/>'));
    assert.ok(!other.ok && other.status === 422);
    assert.ok(!parseOrbitXml(Buffer.from([0x3c, 0x61, 0x3e, 0xe5, 0x3c, 0x2f, 0x61, 0x3e])).ok);
  });

  it('throws for nothing', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('<', '>', '/', '&', ';', 'a', '"', "'", '!', '[', ']', '-', '?', '=', ' ', '\u0000'),
        }),
        (text) => void parseOrbitXml(bytes(text)),
      ),
      { numRuns: 1000 },
    );
  });
});
