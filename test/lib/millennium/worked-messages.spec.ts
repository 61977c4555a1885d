import assert from 'node:assert/strict';
import { parseMessage, type ParsedMessage } from '../../../nodes/lib/hl7/index.ts';
import { checkMessage, controlIdOf, type BuiltMessage } from '../../../nodes/lib/millennium/index.ts';
import { workedMessage } from '../../support/hl7-text.ts';
import { makeProfile } from '../../support/profiles.ts';
import { tellStory } from '../../support/tell-story.ts';

/** The case of the worked messages as events: a primary total hip replacement of an inpatient at Mölndal. */
const CASE = {
  patient: {
    idType: 'personnummer',
    id: '191212121212',
    family: 'Tolvansson',
    given: 'Tolvan',
    birthDate: '1912-12-12',
    sex: 'male',
  },
  clinic: 'ORT',
  operatingDepartment: 'CENTRALOP',
  room: 'OP3',
  care: {
    type: 'inpatient',
    admissionAt: '2026-11-09T14:00:00+01:00',
    dischargeAt: '2026-11-12T12:00:00+01:00',
    bedWanted: true,
    ward: 'KIR302',
  },
  time: { start: '2026-11-10T08:00:00+01:00', end: '2026-11-10T10:30:00+01:00', knifeMin: 95 },
  priority: 'elective',
  procedures: [{ code: 'NFB49', text: 'Primär total höftprotes', main: true, laterality: 'right' }],
  diagnoses: [{ code: 'M16.1', text: 'Primär koxartros', main: true }],
  staff: [
    { role: 'surgeon', hsaId: 'SE2321000131-P000000123456', family: 'Åström', given: 'Örjan' },
    { role: 'anaesthetist', hsaId: 'SE2321000131-P000000123457', family: 'Läkare', given: 'Anna' },
  ],
};
const WEEK_LATER = {
  ...CASE,
  care: { ...CASE.care, admissionAt: '2026-11-16T14:00:00+01:00', dischargeAt: '2026-11-19T12:00:00+01:00' },
  time: { ...CASE.time, start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' },
};

function event(
  version: number,
  eventType: string,
  occurredAt: string,
  more: object,
): Readonly<Record<string, unknown>> {
  return {
    schema: 'orbit.surgical-event/1',
    eventId: `worked-${String(version)}-${eventType}`,
    eventType,
    occurredAt,
    caseId: 'OP20260004711',
    version,
    hospital: 'SU-MOLNDAL',
    bookedBy: { hsaId: 'SE2321000131-P000000123458', family: 'Planerare', given: 'Eva' },
    ...more,
  };
}

const HISTORY = [
  event(1, 'booked', '2026-11-03T10:15:00+01:00', { ...CASE, note: 'Fastande från kl 24. Rör-/latexfri sal.' }),
  event(2, 'rebooked', '2026-11-05T09:00:00+01:00', {
    ...WEEK_LATER,
    reason: { code: '1a', codeSystem: 'SPOR', text: 'Akut operation prioriteras' },
  }),
  event(3, 'modified', '2026-11-06T09:00:00+01:00', {
    ...WEEK_LATER,
    room: 'OP5',
    reason: { code: 'SALBYTE', codeSystem: '99ORBIT', text: 'Byte av operationssal' },
  }),
];
const CANCELLATION = event(4, 'cancelled', '2026-11-16T18:00:00+01:00', {
  reason: { code: '7a', codeSystem: 'SPOR', text: 'Akut sjukdom hos patient' },
});
const NO_SHOW = event(4, 'no-show', '2026-11-17T09:30:00+01:00', {});

const profile = makeProfile({
  header: { sendingFacility: 'SU' },
  tables: { facilities: { 'SU-MOLNDAL': { code: 'SUMOLNDAL' } } },
  sendNotes: true,
});

function messagesOf(ending: object): readonly (readonly BuiltMessage[])[] {
  return tellStory(
    [...HISTORY, ending],
    () => profile,
    ({ occurredAt }) => new Date(occurredAt),
  ).map(({ messages }) => messages);
}

const [booking = [], rebooking = [], modification = [], cancellation = []] = messagesOf(CANCELLATION);
const noShow = messagesOf(NO_SHOW)[3] ?? [];
const OURS: Readonly<Record<string, BuiltMessage | undefined>> = {
  '1-booking-1-A05': booking[0],
  '1-booking-2-A14': booking[1],
  '1-booking-3-S12': booking[2],
  '2-rebooking-1-A08': rebooking[0],
  '2-rebooking-2-A14': rebooking[1],
  '2-rebooking-3-S13': rebooking[2],
  '3-modification-1-S14': modification[0],
  '4-cancellation-1-S15': cancellation[0],
  '4-cancellation-2-A27': cancellation[1],
  '4-cancellation-3-A38': cancellation[2],
  '5-noshow-1-S26': noShow[0],
  '5-noshow-2-A27': noShow[1],
};

/** Where our messages are meant to differ. */
const DIFFERENCES: readonly { where: RegExp; why: string }[] = [
  { where: /^MSH-10$/, why: 'our control id is a hash of case, version, hospital, step and trigger event' },
  { where: /^4-cancellation-1-S15 NTE/, why: 'a cancellation carries no note of its own; its reason stands in SCH-6' },
];

function isMeant(name: string, place: string): boolean {
  return DIFFERENCES.some(({ where }) => where.test(place) || where.test(`${name} ${place}`));
}

function parsed(hl7: string): ParsedMessage {
  const result = parseMessage(hl7);
  assert.ok(result.ok);
  return result.message;
}

/** Every field that is not the same, by segment and number. */
function differences(worked: ParsedMessage, ours: ParsedMessage): readonly string[] {
  const names = new Set([...worked.segments, ...ours.segments].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [theirSegments, ourSegments] = [worked.segmentsNamed(name), ours.segmentsNamed(name)];
    if (theirSegments.length !== ourSegments.length)
      return [`${name} ${String(theirSegments.length)} or ${String(ourSegments.length)} times`];
    return theirSegments.flatMap((segment, index) => {
      const other = ourSegments[index];
      const fields = Math.max(segment.fieldCount, other?.fieldCount ?? 0);
      return Array.from({ length: fields }, (_, field) => field + 1)
        .filter((field) => segment.raw(field) !== other?.raw(field))
        .map((field) => `${name}-${String(field)}`);
    });
  });
}

describe('the worked messages', () => {
  for (const [name, ours] of Object.entries(OURS)) {
    it(`come out of the events of their case, field by field: ${name}`, () => {
      assert.ok(ours !== undefined);
      const found = differences(parsed(workedMessage(name)), parsed(ours.hl7));
      assert.deepEqual(
        found.filter((place) => !isMeant(name, place)),
        [],
      );
      assert.deepEqual(checkMessage(ours.hl7, ours), []);
    });
  }

  it('have their segments in the same order', () => {
    for (const [name, ours] of Object.entries(OURS)) {
      const order = (hl7: string) =>
        parsed(hl7)
          .segments.map((segment) => segment.name)
          .filter((segment) => segment !== 'NTE' || !name.includes('S15'));
      assert.deepEqual(order(ours?.hl7 ?? ''), order(workedMessage(name)));
    }
  });

  it('are made in no other number', () => {
    assert.deepEqual(
      [booking, rebooking, modification, cancellation, noShow].map(({ length }) => length),
      [3, 3, 1, 3, 2],
    );
  });

  it('have control ids made from what they are about', () => {
    const [first] = booking;
    assert.equal(
      first?.controlId,
      controlIdOf({ caseId: 'OP20260004711', version: 1, hospital: 'SU-MOLNDAL', step: 1, triggerEvent: 'A05' }),
    );
    assert.equal(parsed(first.hl7).segment('MSH')?.field(10), first.controlId);
  });
});
