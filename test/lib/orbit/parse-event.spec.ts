import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseOrbitEvent, parseOrbitJson, type Issue } from '../../../nodes/lib/orbit/index.ts';
import {
  CARE_TYPES,
  EVENT_TYPES,
  LATERALITIES,
  PRIORITIES,
  SEXES,
  STAFF_ROLES,
} from '../../../nodes/lib/surgery/index.ts';

const SAMPLES = join(import.meta.dirname, '../../fixtures/events');
type Wire = Record<string, unknown>;
const sample = (name = 'booked-inpatient'): Wire =>
  JSON.parse(readFileSync(join(SAMPLES, `${name}.json`), 'utf8')) as Wire;

/** A copy of the sample with the value at a pointer replaced; undefined takes the field away. */
function withAt(pointer: string, value: unknown, base = sample()): Wire {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Wire>((part, key) => part[key] as Wire, base);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return base;
}

function issuesOf(value: unknown): readonly Issue[] {
  const parsed = parseOrbitEvent(value);
  return parsed.ok ? [] : parsed.issues;
}
const pointersOf = (value: unknown): string[] => issuesOf(value).map(({ pointer }) => pointer);

describe('an Orbit event', () => {
  for (const file of readdirSync(SAMPLES)) {
    it(`is accepted as it stands in ${file}`, () => assert.deepEqual(issuesOf(sample(file.replace('.json', ''))), []));
  }

  const VALUES: [string, readonly string[]][] = [
    ['/eventType', EVENT_TYPES],
    ['/patient/sex', SEXES],
    ['/care/type', CARE_TYPES],
    ['/priority', PRIORITIES],
    ['/procedures/0/laterality', LATERALITIES],
    ['/staff/0/role', STAFF_ROLES],
  ];
  for (const [pointer, values] of VALUES) {
    it(`takes every value of ${pointer} and no other`, () => {
      for (const value of values) assert.deepEqual(issuesOf(withAt(pointer, value)), [], value);
      assert.ok(pointersOf(withAt(pointer, 'postponed')).includes(pointer));
    });
  }

  for (const pointer of [
    '/schema',
    '/eventId',
    '/eventType',
    '/occurredAt',
    '/caseId',
    '/version',
    '/hospital',
    '/patient',
    '/care',
    '/time',
    '/procedures',
    '/patient/id',
    '/patient/family',
    '/time/end',
    '/procedures/0/code',
  ]) {
    it(`needs ${pointer}`, () => assert.ok(pointersOf(withAt(pointer, undefined)).includes(pointer)));
  }

  for (const eventType of ['cancelled', 'no-show', 'entered-in-error']) {
    it(`needs no more than the identity of the case when it is ${eventType}`, () => {
      const { schema, eventId, occurredAt, caseId, version, hospital } = sample();
      assert.deepEqual(issuesOf({ schema, eventId, eventType, occurredAt, caseId, version, hospital }), []);
    });
  }

  const LENGTHS: [string, number][] = [
    ['/patient/family', 100],
    ['/patient/given', 100],
    ['/note', 2000],
    ['/room', 20],
    ['/procedures/0/text', 200],
    ['/anaesthesia', 60],
  ];
  for (const [pointer, most] of LENGTHS) {
    it(`takes at most ${String(most)} characters in ${pointer}`, () => {
      assert.deepEqual(issuesOf(withAt(pointer, 'å'.repeat(most))), []);
      assert.deepEqual(pointersOf(withAt(pointer, 'å'.repeat(most + 1))), [pointer]);
    });
  }

  it('refuses fields that are not part of the contract without repeating their names, and keeps free data under extensions', () => {
    const issues = issuesOf({ ...sample(), 'Tolvan Tolvansson': 1 });
    assert.deepEqual(
      issues.map(({ pointer }) => pointer),
      [''],
    );
    assert.doesNotMatch(JSON.stringify(issues), /Tolvan/);
    const parsed = parseOrbitEvent({ ...sample(), extensions: { theatreList: 7 } });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.event.extensions, { theatreList: 7 });
  });

  it('tells everything that is wrong at once', () => {
    const pointers = pointersOf({
      ...withAt('/patient/id', '191212121213', withAt('/asa', 9)),
      version: 0,
      caseId: 'a b',
    });
    for (const pointer of ['/patient/id', '/asa', '/version', '/caseId'])
      assert.ok(pointers.includes(pointer), pointer);
  });

  it('refuses an end before the start, an operation of days, a discharge before the admission and two main procedures', () => {
    assert.deepEqual(pointersOf(withAt('/time/end', '2026-11-10T07:00:00+01:00')), ['/time/end']);
    assert.deepEqual(pointersOf(withAt('/time/end', '2026-11-14T08:00:00+01:00')), ['/time/end']);
    assert.deepEqual(pointersOf(withAt('/care/dischargeAt', '2026-11-09T13:00:00+01:00')), ['/care/dischargeAt']);
    const procedure = { code: 'NFB49', main: true };
    assert.deepEqual(pointersOf(withAt('/procedures', [procedure, procedure])), ['/procedures']);
  });

  it('refuses characters that cannot be sent on', () => {
    for (const text of ['a\u0000b', 'a\u001cb', 'a\ud800b', 'a\uffffb'])
      assert.deepEqual(pointersOf(withAt('/patient/family', text)), ['/patient/family'], JSON.stringify(text));
    assert.deepEqual(issuesOf(withAt('/note', 'two\nlines')), []);
  });

  it('brings text to one form, puts the main procedure first and fills in the defaults', () => {
    const event = withAt(
      '/procedures',
      [{ code: 'AAA00' }, { code: 'NFB49', main: true }],
      withAt('/patient/family', 'A\u030Astro\u0308m', withAt('/priority', null)),
    );
    const parsed = parseOrbitEvent(withAt('/care', { type: 'day-surgery' }, event));
    assert.ok(parsed.ok && parsed.event.case);
    const { patient, procedures, priority, care } = parsed.event.case;
    assert.equal(patient.family, 'Åström');
    assert.deepEqual(
      procedures.map(({ code, main }) => [code, main]),
      [
        ['NFB49', true],
        ['AAA00', false],
      ],
    );
    assert.deepEqual([priority, care.bedWanted, care.alreadyAdmitted], ['elective', false, false]);
  });

  it('has the same hash however its fields are ordered, and another for other content', () => {
    const hash = (value: unknown): string => {
      const parsed = parseOrbitEvent(value);
      assert.ok(parsed.ok);
      return parsed.contentHash;
    };
    assert.equal(hash(Object.fromEntries(Object.entries(sample()).reverse())), hash(sample()));
    assert.equal(hash({ ...sample(), asa: 2, room: 'OP3' }), hash(sample()));
    assert.notEqual(hash({ ...sample(), room: 'OP4' }), hash(sample()));
  });

  it('is never reached by prototype keys', () => {
    const parsed = parseOrbitJson(Buffer.from('{"__proto__":{"eventType":"booked"},"constructor":1}'));
    assert.ok(parsed.ok && parsed.events[0]?.ok === false);
    assert.equal(({} as Wire).eventType, undefined);
  });

  it('throws for nothing and repeats no value, whatever is sent', () => {
    const MARK = 'MARKED-Tolvansson';
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(sample())), (value, key) => {
        assert.doesNotMatch(JSON.stringify(issuesOf({ ...sample(), [key]: marked(value, MARK) })), new RegExp(MARK));
      }),
      { numRuns: 500 },
    );
  });
});

/** The value with every text in it, names of fields included, replaced by the mark. */
function marked(value: unknown, mark: string): unknown {
  if (typeof value === 'string') return mark;
  if (Array.isArray(value)) return value.map((part) => marked(part, mark));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.values(value).map((part, index) => [`${mark}${String(index)}`, marked(part, mark)]));
}

describe('the times of an event', () => {
  const TIMES: [string, boolean][] = [
    ['2026-11-10T08:00:00+01:00', true],
    ['2026-11-10T07:00:00Z', true],
    ['2026-07-10T08:00:00+02:00', true],
    ['2026-11-10T08:00:00', false],
    ['2026-11-10T08:00:00+02:00', false],
    ['2026-07-10T08:00:00+01:00', false],
    ['2026-11-10T08:00:00+05:30', false],
    // The clock skips 02:00–03:00 on the last Sunday of March, and has it twice on the last Sunday of October.
    ['2027-03-28T02:30:00+01:00', false],
    ['2027-03-28T02:30:00+02:00', false],
    ['2027-03-28T01:59:59+01:00', true],
    ['2027-03-28T03:00:00+02:00', true],
    ['2026-10-25T02:30:00+02:00', true],
    ['2026-10-25T02:30:00+01:00', true],
    ['2026-10-25T03:00:00+02:00', false],
    ['2026-02-30T08:00:00+01:00', false],
    ['2026-11-10T24:00:00+01:00', false],
    ['2026-11-10T08:60:00+01:00', false],
  ];
  for (const [time, right] of TIMES) {
    it(`${time} is ${right ? 'taken' : 'refused'}`, () =>
      assert.equal(pointersOf(withAt('/occurredAt', time)).includes('/occurredAt'), !right));
  }
});

describe('the bodies of the intake', () => {
  it('are JSON in UTF-8: one event or a list of at most a thousand', () => {
    const one = parseOrbitJson(Buffer.from(JSON.stringify(sample())));
    assert.ok(one.ok && !one.batch && one.events.length === 1);
    const list = parseOrbitJson(Buffer.from(JSON.stringify([sample(), sample()])));
    assert.ok(list.ok && list.batch && list.events.length === 2);
    assert.deepEqual(
      [Array<null>(1001).fill(null), []]
        .map((body) => parseOrbitJson(Buffer.from(JSON.stringify(body))))
        .map((parsed) => (parsed.ok ? 0 : parsed.status)),
      [413, 422],
    );
  });

  it('are refused as unreadable when they are not', () => {
    for (const bytes of [Buffer.from('{"a":'), Buffer.from(''), Buffer.from([0x22, 0xe5, 0x22])]) {
      const parsed = parseOrbitJson(bytes);
      assert.ok(!parsed.ok && parsed.status === 400);
    }
  });
});
