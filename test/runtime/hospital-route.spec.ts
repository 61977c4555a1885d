import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteRule } from '../../nodes/lib/surgery/index.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf, type EventStoryView, type WireEvent } from '../support/story.ts';

const HOSPITAL = 'SU-MOLNDAL';
const ELVIS_ENDPOINT = 'e1f15000000000a1';
const MONDAY = { start: '2026-11-16T08:00:00+01:00', end: '2026-11-16T10:30:00+01:00' };
const TUESDAY = { start: '2026-11-17T08:00:00+01:00', end: '2026-11-17T10:30:00+01:00' };
const LIVE_FROM_TUESDAY: RouteRule = { department: '*', state: 'live', from: '2026-11-17' };

interface FlowNode {
  id: string;
  type: string;
  hospital?: string;
  [property: string]: unknown;
}

/** The regional flow with ELVIS as the second system of one hospital. */
function flowsWith(elvisPort: number, routes: readonly RouteRule[]): FlowNode[] {
  const nodes = JSON.parse(readFileSync(join(import.meta.dirname, '../../flows/regional.json'), 'utf8')) as FlowNode[];
  const own = nodes.find(({ hospital }) => hospital === HOSPITAL);
  const endpoint = nodes.find(({ type }) => type === 'orbit-endpoint');
  assert.ok(own !== undefined && endpoint !== undefined);
  return [
    ...nodes.map((node) => (node === own ? { ...node, routes } : node)),
    { ...endpoint, id: ELVIS_ENDPOINT, name: 'elvis', host: '127.0.0.1', port: elvisPort },
    { ...own, id: 'e1f15000000000a2', name: 'ELVIS', system: 'elvis', endpoint: ELVIS_ENDPOINT, routes: [] },
  ];
}

describe('a hospital on its way to Millennium', function () {
  this.timeout(90_000);
  let millennium: MillenniumSimulator;
  let elvis: MillenniumSimulator;
  let orbit: OrbitProcess;
  let number = 0;

  before(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    elvis = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    await elvis.start();
    orbit = await OrbitProcess.start({
      flows: flowsWith(elvis.port, [LIVE_FROM_TUESDAY]),
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
  });
  after(async () => {
    await orbit.remove();
    await millennium.close();
    await elvis.close();
  });

  async function deploy(routes: readonly RouteRule[]): Promise<void> {
    const answer = await orbit.admin('/flows', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v1' },
      body: JSON.stringify(flowsWith(elvis.port, routes)),
    });
    assert.equal(answer.status, 204);
  }

  async function booking(time: object): Promise<WireEvent> {
    number += 1;
    return numberedBooking(number, { time, care: { type: 'day-surgery', alreadyAdmitted: false, bedWanted: false } });
  }

  const next = (event: WireEvent, version: number, changes: object): WireEvent => ({
    ...event,
    ...changes,
    eventId: `${event.eventId.split('.')[0] ?? ''}.${String(version)}`,
    version,
  });

  async function handled(event: WireEvent, state = 'completed'): Promise<EventStoryView & { route: unknown }> {
    assert.equal((await orbit.post(event)).status, 202);
    return (await storyOf(orbit, event.eventId, new Set([state]))) as EventStoryView & { route: unknown };
  }

  /** The systems in which the case is booked at this moment. */
  const bookedIn = ({ caseId }: WireEvent): string[] =>
    Object.entries({ millennium, elvis })
      .filter(([, { state }], index) => {
        const system = index === 0 ? millennium : elvis;
        return state.call(system).appointments.some(({ id, status }) => id === caseId && status === 'Booked');
      })
      .map(([name]) => name);
  const ownerOf = async ({ caseId }: WireEvent): Promise<unknown> =>
    (await orbit.get<{ ownerSystem: unknown }>(`/orbit/cases/${caseId}`)).ownerSystem;

  it('has operations before its day in ELVIS, from its day on in Millennium, and why is kept with each event', async () => {
    const monday = await booking(MONDAY);
    const tuesday = await booking(TUESDAY);
    assert.deepEqual((await handled(monday)).route, { system: 'elvis', reason: 'before-go-live' });
    assert.deepEqual((await handled(tuesday)).route, { system: 'millennium', reason: 'live' });
    assert.deepEqual([bookedIn(monday), bookedIn(tuesday)], [['elvis'], ['millennium']]);
    assert.deepEqual([await ownerOf(monday), await ownerOf(tuesday)], ['elvis', 'millennium']);
  });

  it('has a booking that is moved across its day in one system only, there and back', async () => {
    const event = await booking(MONDAY);
    await handled(event);
    const later = next(event, 2, { eventType: 'rebooked', time: TUESDAY });
    assert.equal((await handled(later)).change, 'moved');
    assert.deepEqual([bookedIn(event), await ownerOf(event)], [['millennium'], 'millennium']);
    await handled(next(event, 3, { eventType: 'rebooked', time: MONDAY }));
    assert.deepEqual([bookedIn(event), await ownerOf(event)], [['elvis'], 'elvis']);
    const cancelled = await handled(next(event, 4, { eventType: 'cancelled' }));
    assert.deepEqual(cancelled.route, { system: 'elvis', reason: 'owner' });
    assert.deepEqual(bookedIn(event), []);
  });

  it('has its own code in the messages to both systems', () => {
    for (const system of [millennium, elvis]) {
      const text = JSON.stringify(system.state());
      assert.ok(text.includes(HOSPITAL) && !text.includes(`${HOSPITAL}/`));
    }
  });

  it('keeps events back while it is frozen, and lets them go with the next state', async () => {
    const event = await booking(TUESDAY);
    await deploy([{ department: '*', state: 'frozen', from: '' }]);
    await handled(event, 'held');
    assert.deepEqual(bookedIn(event), []);
    await deploy([LIVE_FROM_TUESDAY]);
    await storyOf(orbit, event.eventId, new Set(['completed']));
    assert.deepEqual(bookedIn(event), ['millennium']);
  });

  it('takes a booking back to ELVIS with its next change once it is rolled back', async () => {
    const event = await booking(TUESDAY);
    await handled(event);
    await deploy([{ department: '*', state: 'rolled-back', from: '' }]);
    await handled(next(event, 2, { eventType: 'modified', room: 'OP9' }));
    assert.deepEqual([bookedIn(event), await ownerOf(event)], [['elvis'], 'elvis']);
  });

  it('has caused nothing odd in either system', () => {
    assert.deepEqual([millennium.state().anomalies, elvis.state().anomalies], [[], []]);
  });
});
