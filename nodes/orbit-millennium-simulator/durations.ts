/** How long an appointment or a resource is, in minutes, whatever the unit; refuses statements that differ. */
import { timingPart } from './timing-quantity.ts';
import { value, type Segment } from './hl7-message.ts';
import { refuse, type Refusal } from './refusal.ts';

/** Undefined when nothing is stated, NaN when the unit is not one of time. */
export function inMinutes(amount: string, unit: string): number | undefined {
  if (amount === '') return undefined;
  if (/^(m|min|mins|minutes?)$/i.test(unit)) return Number(amount);
  if (/^(s|sec|seconds?)$/i.test(unit)) return Number(amount) / 60;
  return /^(h|hr|hours?)$/i.test(unit) ? Number(amount) * 60 : NaN;
}

/** SCH-9 with its unit, SCH-11.3 and TQ1-6 as far as they are given; undefined when none is. A bare SCH-11.3 is in the unit of SCH-10. */
export function statedMinutes(
  schedule: Segment | undefined,
  timing: Segment | undefined,
): number | Refusal | undefined {
  const unit = value(schedule, 10) || 'MIN';
  const [, prefix = '', bare = ''] = /^([SMH]?)(\d+)$/.exec(timingPart(schedule, 3)) ?? [];
  const stated = [
    inMinutes(value(schedule, 9), unit),
    inMinutes(bare, prefix === '' ? unit : prefix),
    inMinutes(value(timing, 6), value(timing, 6, 2) || 'MIN'),
  ].filter((minutes) => minutes !== undefined);
  if (stated.some((minutes) => Number.isNaN(minutes))) {
    return refuse('103', 'the unit of the duration is not known', schedule, 10);
  }
  if (stated.every((minutes) => minutes === stated[0])) return stated[0];
  return refuse('102', 'the durations of the appointment contradict each other', schedule, 9);
}
