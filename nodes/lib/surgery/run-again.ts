/** Which events of a case have to run through the flow again for the receiver to end with what the newest of them says. */
import type { EventType, SurgicalEvent } from './surgical-case.ts';

const ENDINGS: ReadonlySet<EventType> = new Set<EventType>(['cancelled', 'no-show', 'entered-in-error']);

/**
 * The newest one, for it says everything. Endings say only that it is over: all of them since the last booking run again, and the booking
 * too when the visit was missed and the receiver has not been told so, for a visit that is not booked cannot be missed.
 * @param newestFirst the events that were applied, the newest first; read no further than needed
 * @param missTold whether the receiver has accepted, since the event of that version, that the visit was missed
 * @returns in the order of their versions
 */
export function eventsToRunAgain<Event extends Pick<SurgicalEvent, 'eventType' | 'version'>>(
  newestFirst: Iterable<Event>,
  missTold: (since: number) => boolean,
): Event[] {
  const endings: Event[] = [];
  for (const event of newestFirst) {
    if (ENDINGS.has(event.eventType)) {
      endings.unshift(event);
      continue;
    }
    const [first] = endings;
    const isNeeded = first === undefined || (first.eventType === 'no-show' && !missTold(event.version));
    return isNeeded ? [event, ...endings] : endings;
  }
  return endings;
}
