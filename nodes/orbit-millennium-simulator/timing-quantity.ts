/** Takes a component out of SCH-11: the first repetition of a timing quantity. */
import { repetitions, valueIn, type Segment } from './hl7-message.ts';

/** 3 is the duration, 4 the start, 5 the end. */
export function timingPart(schedule: Segment | undefined, component: number): string {
  const [timing = ''] = repetitions(schedule, 11);
  return schedule === undefined ? '' : valueIn(schedule.delimiters, timing, component);
}
