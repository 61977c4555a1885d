import assert from 'node:assert/strict';
import { makeOperatingDay, type SampleEvent } from '../../flows/sample-day/operating-day.ts';
import { sendSampleDay } from '../../flows/sample-day/send.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';

const TODAY = '2026-11-24';

interface SimulatorState {
  appointments: {
    id: string;
    status: string;
    start: string;
    room: string;
    facility: string;
    staff: { id: string }[];
  }[];
  encounters: { visitNumber: string; status: string; class: string }[];
  beds: { visitNumber: string; status: string; ward: string }[];
  anomalies: unknown[];
}

interface WireCase {
  room: string;
  time: { start: string };
  care: { type: string; ward?: string };
  priority: string;
  staff: { hsaId: string }[];
}

/** What Orbit holds at the end of the day, from the events alone: the highest version of each case counts. */
function orbitHolds(
  events: readonly SampleEvent[],
): Map<string, { booked: (SampleEvent & WireCase) | undefined; ended: string | undefined }> {
  const cases = new Map<string, { booked: (SampleEvent & WireCase) | undefined; ended: string | undefined }>();
  for (const event of [...events].sort((a, b) => a.version - b.version)) {
    const full = 'time' in event ? (event as SampleEvent & WireCase) : undefined;
    const watched = full?.priority === 'watch';
    cases.set(
      event.caseId,
      full === undefined || watched
        ? { booked: undefined, ended: watched ? 'watch' : event.eventType }
        : { booked: full, ended: undefined },
    );
  }
  return cases;
}

describe('the sample operating day', function () {
  this.timeout(60_000);
  const { events } = makeOperatingDay(TODAY);

  it('has at least thirty cases at two hospitals, and every kind of story', () => {
    assert.ok(new Set(events.map(({ caseId }) => caseId)).size >= 30);
    assert.deepEqual(new Set(events.map(({ hospital }) => hospital)), new Set(['SU-MOLNDAL', 'SAS-BORAS']));
    assert.deepEqual(
      new Set(events.map(({ eventType }) => eventType)),
      new Set(['booked', 'rebooked', 'modified', 'cancelled', 'no-show', 'entered-in-error']),
    );
    assert.ok(new Set(events.map(({ eventId }) => eventId)).size < events.length, 'one event is sent twice');
  });

  it('ends with the simulator holding exactly what Orbit holds', async () => {
    const orbit = await OrbitProcess.start();
    try {
      await sendSampleDay(orbit.base, orbit.token, TODAY);
      for (const { eventId } of events) {
        await eventually(
          `event ${eventId} settled`,
          () => orbit.get<{ state: string }>(`/orbit/events/${eventId}`),
          ({ state }) => state === 'completed' || state === 'unchanged',
        );
      }
      const state = await orbit.get<SimulatorState>('/simulator/state');
      assert.deepEqual(state.anomalies, []);
      const cases = orbitHolds(events);
      const booked = [...cases.values()].flatMap(({ booked }) => booked ?? []);
      const held = state.appointments
        .filter(({ status }) => status === 'Booked')
        .sort((a, b) => a.id.localeCompare(b.id));
      assert.deepEqual(
        held.map(({ id, start, room, facility, staff }) => [id, Date.parse(start), room, facility, staff[0]?.id]),
        booked
          .map(({ caseId, time, room, hospital, staff }) => [
            caseId,
            Date.parse(time.start),
            room,
            hospital,
            staff[0]?.hsaId,
          ])
          .sort(([a], [b]) => String(a).localeCompare(String(b))),
      );
      const beds = state.beds.filter(({ status }) => status === 'reserved');
      const inpatients = booked.filter(({ care }) => care.type === 'inpatient');
      assert.deepEqual(
        beds.map(({ visitNumber, ward }) => `${visitNumber} ${ward}`).sort(),
        inpatients.map(({ caseId, care }) => `${caseId} ${care.ward ?? ''}`).sort(),
      );
      const noShows = [...cases].filter(([, { ended }]) => ended === 'no-show').map(([caseId]) => caseId);
      const active = state.encounters.filter(({ status }) => status === 'preadmitted');
      // The missed visit is registered: its encounter stays.
      assert.deepEqual(
        active.map(({ visitNumber }) => visitNumber).sort(),
        [...booked.map(({ caseId }) => caseId), ...noShows].sort(),
      );
    } finally {
      await orbit.remove();
    }
  });
});
