/** Checks that services, rooms and people are needed when the appointment is, and reads the days of a bed place. */
import type { AppointmentTimes } from './appointment-times.ts';
import { inMinutes } from './durations.ts';
import { firstSegment, segmentsOf, value, type Hl7Message, type Segment } from './hl7-message.ts';
import { addMinutes, toIso, type TimeZoneRule } from './hl7-time.ts';
import { refuse, type Refusal } from './refusal.ts';
import { timingPart } from './timing-quantity.ts';

/** Where each resource segment says when it begins, as an offset, and how long it is needed. */
const FIELDS = {
  AIS: { start: 4, offset: 5, duration: 7, units: 8 },
  AIG: { start: 8, offset: 9, duration: 11, units: 12 },
  AIL: { start: 6, offset: 7, duration: 9, units: 10 },
  AIP: { start: 6, offset: 7, duration: 9, units: 10 },
} as const;
type Fields = (typeof FIELDS)[keyof typeof FIELDS];

/** The first service and the first room begin with the appointment. */
const BEGIN_WITH_IT: readonly string[] = ['AIS', 'AIL'];
const MINUTE_MS = 60_000;

interface Span {
  readonly startText: string;
  readonly minutes: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: TimeZoneRule;
}

export function checkResourceTimes(
  message: Hl7Message,
  times: AppointmentTimes,
  zone: TimeZoneRule,
): Refusal | undefined {
  const span: Span = {
    startText: timingPart(firstSegment(message, 'SCH'), 4),
    minutes: times.minutes,
    fromMs: Date.parse(times.start),
    toMs: Date.parse(times.end),
    zone,
  };
  for (const name of ['AIS', 'AIG', 'AIL', 'AIP'] as const) {
    for (const segment of segmentsOf(message, name)) {
      const refusal = isBedPlace(segment) ? undefined : checkResource(segment, FIELDS[name], span);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** A nursing unit is a bed place for the days of the stay, not a room for the hours of the operation. */
export function isBedPlace(segment: Segment): boolean {
  return segment.name === 'AIL' && value(segment, 4) === 'N';
}

/** Start and end of a bed place: AIL-6 and its duration; '' where they are not told. */
export function bedPlaceTimes(segment: Segment, zone: TimeZoneRule): { from: string; to: string } {
  const from = toIso(value(segment, FIELDS.AIL.start), zone) ?? '';
  const minutes = minutesOf(segment, FIELDS.AIL);
  return { from, to: from.includes('T') && minutes > 0 ? addMinutes(from, minutes) : '' };
}

function checkResource(segment: Segment, fields: Fields, span: Span): Refusal | undefined {
  const text = value(segment, fields.start);
  if (text === '') {
    const isOffset = value(segment, fields.offset) !== '';
    return isOffset ? undefined : refuse('101', 'start and offset are both missing', segment, fields.start);
  }
  const minutes = minutesOf(segment, fields);
  if (Number.isNaN(minutes)) return refuse('103', 'the unit of the duration is not known', segment, fields.units);
  // The same text is the same time.
  if (text === span.startText && minutes <= span.minutes) return undefined;
  const start = Date.parse(toIso(text, span.zone) ?? '');
  const isWithin = start >= span.fromMs && start + minutes * MINUTE_MS <= span.toMs;
  const isLate = start !== span.fromMs && segment.sequence === 1 && BEGIN_WITH_IT.includes(segment.name);
  return isWithin && !isLate ? undefined : refuse('102', 'the time is not the one in SCH-11', segment, fields.start);
}

/** 0 when no duration is told, NaN in an unknown unit. */
function minutesOf(segment: Segment, fields: Fields): number {
  return inMinutes(value(segment, fields.duration), value(segment, fields.units) || 'MIN') ?? 0;
}
