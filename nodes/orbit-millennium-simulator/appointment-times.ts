/** When an appointment is and how long, out of SCH and TQ1; refuses a message whose own statements about it contradict each other. */
import { statedMinutes } from './durations.ts';
import { firstSegment, value, type Hl7Message, type Segment } from './hl7-message.ts';
import { addMinutes, toIso, type TimeZoneRule } from './hl7-time.ts';
import { refuse, type Refusal } from './refusal.ts';
import { checkResourceTimes } from './resource-times.ts';
import { timingPart } from './timing-quantity.ts';

export interface AppointmentTimes {
  /** ISO 8601 with offset. */
  readonly start: string;
  readonly end: string;
  readonly minutes: number;
}

export type ReadTimes = { ok: true; times: AppointmentTimes } | { ok: false; refusal: Refusal };

const MINUTE_MS = 60_000;

/** A start in the hour that comes twice is the one that agrees with the rest of the message. */
export function readAppointmentTimes(message: Hl7Message, zone: TimeZoneRule): ReadTimes {
  const first = readConsistentTimes(message, zone);
  if (first.ok || zone.messageOffset !== undefined) return first;
  const second = readConsistentTimes(message, { ...zone, repeatedHour: 'second' });
  return second.ok ? second : first;
}

function readConsistentTimes(message: Hl7Message, zone: TimeZoneRule): ReadTimes {
  const schedule = firstSegment(message, 'SCH');
  const timing = firstSegment(message, 'TQ1');
  const stated = statedMinutes(schedule, timing);
  if (typeof stated === 'object') return { ok: false, refusal: stated };
  const span = readSpan(schedule, timing, stated, zone);
  if ('errorCode' in span) return { ok: false, refusal: span };
  const refusal = checkTimingSegment(span, timing, zone) ?? checkResourceTimes(message, span, zone);
  return refusal === undefined ? { ok: true, times: span } : { ok: false, refusal };
}

function readSpan(
  schedule: Segment | undefined,
  timing: Segment | undefined,
  stated: number | undefined,
  zone: TimeZoneRule,
): AppointmentTimes | Refusal {
  const refused = (errorCode: '101' | '102', text: string): Refusal => refuse(errorCode, text, schedule, 11);
  const start = toIso(timingPart(schedule, 4) || value(timing, 7), zone) ?? '';
  if (!start.includes('T')) return refused('101', 'the start of the appointment is missing or no time');
  const endText = timingPart(schedule, 5) || value(timing, 8);
  if (endText === '') {
    if (stated === undefined || stated <= 0) return refused('102', 'the appointment has no length');
    return { start, minutes: stated, end: addMinutes(start, stated) };
  }
  const end = toIso(endText, zone) ?? '';
  const minutes = (Date.parse(end) - Date.parse(start)) / MINUTE_MS;
  // NaN, of an end that is no time, is not more than nothing.
  if (!(minutes > 0)) return refused('102', 'the end of the appointment is no time after its start');
  if ((stated ?? minutes) !== minutes) return refused('102', 'the end is not the start and the duration');
  return { start, minutes, end };
}

function checkTimingSegment(
  times: AppointmentTimes,
  timing: Segment | undefined,
  zone: TimeZoneRule,
): Refusal | undefined {
  if (timing === undefined) return undefined;
  if (isOther(value(timing, 7), times.start, zone)) return refuse('102', 'TQ1-7 is not the start in SCH-11', timing, 7);
  if (isOther(value(timing, 8), times.end, zone)) return refuse('102', 'TQ1-8 is not the end in SCH-11', timing, 8);
  return undefined;
}

function isOther(text: string, instant: string, zone: TimeZoneRule): boolean {
  return text !== '' && Date.parse(toIso(text, zone) ?? '') !== Date.parse(instant);
}
