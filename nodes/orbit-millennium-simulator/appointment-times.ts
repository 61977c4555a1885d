/** When an appointment is and how long, out of SCH and TQ1; refuses a message whose own statements about it contradict each other. */
import { firstSegment, repetitions, segmentsOf, value, valueIn, type Hl7Message, type Segment } from './hl7-message.ts';
import { addMinutes, toIso, type TimeZoneRule } from './hl7-time.ts';
import { refuse, type Refusal } from './refusal.ts';

export interface AppointmentTimes {
  /** ISO 8601 with offset. */
  readonly start: string;
  readonly end: string;
  readonly minutes: number;
}

export type ReadTimes = { ok: true; times: AppointmentTimes } | { ok: false; refusal: Refusal };

const MINUTE_MS = 60_000;
/** Where each resource segment says when it begins, as an offset, and how long it is needed. */
const RESOURCE_FIELDS = {
  AIS: { start: 4, offset: 5, duration: 7, units: 8 },
  AIG: { start: 8, offset: 9, duration: 11, units: 12 },
  AIL: { start: 6, offset: 7, duration: 9, units: 10 },
  AIP: { start: 6, offset: 7, duration: 9, units: 10 },
} as const;

export function readAppointmentTimes(message: Hl7Message, zone: TimeZoneRule): ReadTimes {
  const schedule = firstSegment(message, 'SCH');
  const timing = firstSegment(message, 'TQ1');
  const startText = timingPart(schedule, 4) || value(timing, 7);
  const start = toIso(startText, zone);
  if (start === undefined || !start.includes('T'))
    return failed(refuse('101', 'the start of the appointment is missing or no time', schedule, 11));
  const endText = timingPart(schedule, 5) || value(timing, 8);
  const stated = statedMinutes(schedule, timing);
  if (stated === 'unknown-unit') return failed(refuse('103', 'the unit of the duration is not known', schedule, 10));
  if (stated === 'contradiction')
    return failed(refuse('102', 'the durations of the appointment contradict each other', schedule, 9));
  const end = endText === '' ? undefined : toIso(endText, zone);
  if (endText !== '' && end === undefined)
    return failed(refuse('102', 'the end of the appointment is no time', schedule, 11));
  const minutes = end === undefined ? stated : (Date.parse(end) - Date.parse(start)) / MINUTE_MS;
  if (minutes === undefined || !(minutes > 0))
    return failed(refuse('102', 'the appointment has no length', schedule, 11));
  if (stated !== undefined && stated !== minutes)
    return failed(refuse('102', 'the end is not the start and the duration', schedule, 11));
  const times = { start, minutes, end: end ?? addMinutes(start, minutes) };
  const refusal = checkTimingSegment(times, timing, zone) ?? checkResources(message, times, zone);
  return refusal === undefined ? { ok: true, times } : failed(refusal);
}

function timingPart(schedule: Segment | undefined, component: number): string {
  const [timing = ''] = repetitions(schedule, 11);
  return schedule === undefined ? '' : valueIn(schedule.delimiters, timing, component);
}

/** SCH-9 with its unit, SCH-11.3 and TQ1-6 as far as they are given. A bare SCH-11.3 is in the unit of SCH-10. */
function statedMinutes(
  schedule: Segment | undefined,
  timing: Segment | undefined,
): number | 'unknown-unit' | 'contradiction' | undefined {
  const unit = value(schedule, 10) || 'MIN';
  const quantity = timingPart(schedule, 3);
  const [, prefix = '', bare = ''] = /^([SMH]?)(\d+)$/.exec(quantity) ?? [];
  const stated = [
    inMinutes(value(schedule, 9), unit),
    inMinutes(quantity === '' ? '' : bare, prefix === '' ? unit : prefix),
    inMinutes(value(timing, 6), value(timing, 6, 2) || 'MIN'),
  ].filter((minutes) => minutes !== undefined);
  if (stated.some((minutes) => Number.isNaN(minutes))) return 'unknown-unit';
  return stated.every((minutes) => minutes === stated[0]) ? stated[0] : 'contradiction';
}

/** Undefined when nothing is stated, NaN when the unit is not one of time. */
function inMinutes(amount: string, unit: string): number | undefined {
  if (amount === '') return undefined;
  if (/^(m|min|mins|minutes?)$/i.test(unit)) return Number(amount);
  if (/^(s|sec|seconds?)$/i.test(unit)) return Number(amount) / 60;
  return /^(h|hr|hours?)$/i.test(unit) ? Number(amount) * 60 : NaN;
}

function checkTimingSegment(
  times: AppointmentTimes,
  timing: Segment | undefined,
  zone: TimeZoneRule,
): Refusal | undefined {
  if (timing === undefined) return undefined;
  const [start, end] = [value(timing, 7), value(timing, 8)];
  if (start !== '' && !isSameInstant(toIso(start, zone), times.start))
    return refuse('102', 'TQ1-7 is not the start in SCH-11', timing, 7);
  if (end !== '' && !isSameInstant(toIso(end, zone), times.end))
    return refuse('102', 'TQ1-8 is not the end in SCH-11', timing, 8);
  return undefined;
}

function isSameInstant(one: string | undefined, other: string): boolean {
  return one !== undefined && Date.parse(one) === Date.parse(other);
}

/** Every resource is needed within the appointment, and the first service and the first room from its start. */
function checkResources(message: Hl7Message, times: AppointmentTimes, zone: TimeZoneRule): Refusal | undefined {
  const span = {
    startText: timingPart(firstSegment(message, 'SCH'), 4),
    minutes: times.minutes,
    fromMs: Date.parse(times.start),
    toMs: Date.parse(times.end),
  };
  for (const name of ['AIS', 'AIG', 'AIL', 'AIP'] as const) {
    for (const segment of segmentsOf(message, name)) {
      if (isBedPlace(segment)) continue;
      const mustBegin = segment.sequence === 1 && (name === 'AIS' || name === 'AIL');
      const refusal = checkResource(segment, RESOURCE_FIELDS[name], span, zone, mustBegin);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** A nursing unit is a bed place for the days of the stay, not a room for the hours of the operation. */
export function isBedPlace(segment: Segment): boolean {
  return segment.name === 'AIL' && value(segment, 4) === 'N';
}

function checkResource(
  segment: Segment,
  fields: { start: number; offset: number; duration: number; units: number },
  span: { startText: string; minutes: number; fromMs: number; toMs: number },
  zone: TimeZoneRule,
  mustBegin: boolean,
): Refusal | undefined {
  const text = value(segment, fields.start);
  if (text === '')
    return value(segment, fields.offset) === ''
      ? refuse('101', 'start and offset are both missing', segment, fields.start)
      : undefined;
  const minutes = inMinutes(value(segment, fields.duration), value(segment, fields.units) || 'MIN') ?? 0;
  if (Number.isNaN(minutes)) return refuse('103', 'the unit of the duration is not known', segment, fields.units);
  // The same text is the same time.
  if (text === span.startText && minutes <= span.minutes) return undefined;
  const { fromMs, toMs } = span;
  const start = Date.parse(toIso(text, zone) ?? '');
  const isWithin = start >= fromMs && start + minutes * MINUTE_MS <= toMs;
  if (!isWithin || (mustBegin && start !== fromMs))
    return refuse('102', 'the time is not the one in SCH-11', segment, fields.start);
  return undefined;
}

/** Start and end of a bed place: AIL-6 and its duration. */
export function bedPlaceTimes(segment: Segment, zone: TimeZoneRule): { from?: string; to?: string } {
  const from = toIso(value(segment, RESOURCE_FIELDS.AIL.start), zone);
  if (from === undefined || !from.includes('T')) return {};
  const minutes = inMinutes(
    value(segment, RESOURCE_FIELDS.AIL.duration),
    value(segment, RESOURCE_FIELDS.AIL.units) || 'MIN',
  );
  return { from, ...(minutes === undefined || Number.isNaN(minutes) ? {} : { to: addMinutes(from, minutes) }) };
}

function failed(refusal: Refusal): ReadTimes {
  return { ok: false, refusal };
}
