import assert from 'node:assert/strict';
import HL7 from 'hl7-standard';
import { parseMessage } from '../../nodes/lib/hl7/index.ts';
import { checkMessage } from '../../nodes/lib/millennium/index.ts';
import { fromLines } from '../support/hl7-text.ts';
import { readStories } from './stories.ts';

describe('the golden stories', () => {
  for (const { name, expected, told } of readStories()) {
    describe(name, () => {
      it('sends these messages and no others', () => {
        assert.deepEqual(told.map(({ file }) => file).toSorted(), Object.keys(expected).toSorted());
      });

      for (const { file, message, lines } of told) {
        it(`sends ${file} as it stands in its file`, () => {
          assert.equal(lines, expected[file]);
        });

        it(`sends ${file} so that it passes the last check`, () => {
          assert.deepEqual(checkMessage(fromLines(lines), message), []);
        });

        it(`sends ${file} so that another reader finds what ours finds`, () => {
          assert.deepEqual(valuesByHl7Standard(fromLines(lines)), valuesByOurParser(fromLines(lines)));
        });
      }
    });
  }
});

/** Every component of every first repetition, by segment, occurrence, field and component; still escaped. */
function valuesByOurParser(hl7: string): readonly string[] {
  const parsed = parseMessage(hl7);
  assert.ok(parsed.ok);
  const counts = new Map<string, number>();
  return parsed.message.segments.flatMap((segment) => {
    const occurrence = counts.get(segment.name) ?? 0;
    counts.set(segment.name, occurrence + 1);
    const fields = Array.from({ length: segment.fieldCount }, (_, index) => index + 1);
    return fields
      .filter((field) => segment.raw(field) !== '' && !(segment.name === 'MSH' && field < 3))
      .flatMap((field) =>
        (segment.repetitions(field)[0] ?? '')
          .split('^')
          .map((text, index) => `${segment.name}[${String(occurrence)}].${String(field)}.${String(index + 1)}=${text}`),
      );
  });
}

function valuesByHl7Standard(hl7: string): readonly string[] {
  // Subcomponents are left together: the library takes them for repetitions.
  const reader = new HL7(hl7, { lineEndings: '\r', subComponents: '~', repeatingFields: '\u0000' });
  reader.transform();
  const counts = new Map<string, number>();
  const segments = reader.getSegments().toSorted((a, b) => a.index - b.index);
  return segments.flatMap(({ type, data }) => {
    const occurrence = counts.get(type) ?? 0;
    counts.set(type, occurrence + 1);
    return Object.entries(data)
      .filter(([key, value]) => value !== '' && key !== 'MSH.2')
      .flatMap(([key, value]) => {
        const field = key.slice(type.length + 1);
        const first = Array.isArray(value) ? (value[0] ?? '') : value;
        const components = typeof first === 'string' ? [first] : Object.values(first);
        return components.map((text, index) => `${type}[${String(occurrence)}].${field}.${String(index + 1)}=${text}`);
      });
  });
}
