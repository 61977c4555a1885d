import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MllpClient } from '../../nodes/lib/mllp/index.ts';
import { startIdentityProvider } from '../../flows/identity-provider/provider.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { sampleEvent, storyOf } from '../support/story.ts';

interface FlowNode {
  id: string;
  type: string;
  z?: string;
  links?: string[];
  wires?: string[][];
  [property: string]: unknown;
}

const ROOT = join(import.meta.dirname, '../..');
const readFlow = async (path: string): Promise<FlowNode[]> =>
  JSON.parse(await readFile(join(ROOT, path), 'utf8')) as FlowNode[];

const TEMPLATES = { 'booking.json': 0, 'rebooking.json': 1, 'cancellation.json': 2 } as const;
const NOT_OF_THE_TEMPLATE = new Set(['orbit-store', 'orbit-endpoint', 'orbit-hospital']);

/** The regional flow with the tab of one change replaced by the template, wired as its user would. */
async function regionalWith(template: keyof typeof TEMPLATES): Promise<FlowNode[]> {
  const regional = await readFlow('flows/regional.json');
  const nodes = await readFlow(`examples/${template}`);
  const change = template.replace('.json', '');
  const linkOut = regional.find(({ type, name }) => type === 'link out' && name === `to ${change}`);
  const linkIn = nodes.find(({ type }) => type === 'link in');
  const endpoint = regional.find(({ type }) => type === 'orbit-endpoint');
  const out = nodes.find(({ type }) => type === 'orbit-mllp-out');
  assert.ok(linkOut && linkIn && endpoint && out);
  const replaced = regional.find(({ id }) => id === linkOut.links?.[0])?.z;
  linkOut.links = [linkIn.id];
  linkIn.links = [linkOut.id];
  out.endpoint = endpoint.id;
  return [
    ...regional.filter(({ id, z }) => z !== replaced && id !== replaced),
    ...nodes.filter(({ type }) => !NOT_OF_THE_TEMPLATE.has(type)),
  ];
}

const unusable = async (orbit: OrbitProcess): Promise<string[]> => {
  const nodes = (await (await orbit.admin('/nodes', { headers: { Accept: 'application/json' } })).json()) as {
    id: string;
    err?: string;
  }[];
  return nodes.flatMap(({ id, err }) => (err === undefined ? [] : [`${id}: ${err}`]));
};

describe('the flows that are shipped', function () {
  this.timeout(60_000);

  it('are all tried here', async () => {
    assert.deepEqual(
      (await readdir(join(ROOT, 'examples'))).sort(),
      [...Object.keys(TEMPLATES), 'go-live.json', 'hello-booking.json', 'launch.json', 'return-feed.json'].sort(),
    );
  });

  for (const template of Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[]) {
    it(`examples/${template} does its part when it is wired to an intake`, async () => {
      const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
      await millennium.start();
      const orbit = await OrbitProcess.start({
        flows: await regionalWith(template),
        env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
      });
      try {
        assert.deepEqual(await unusable(orbit), []);
        for (const name of ['booked-inpatient', 'rebooked-inpatient', 'cancelled-inpatient'] as const) {
          const event = await sampleEvent(name);
          assert.equal((await orbit.post(event)).status, 202);
          assert.equal((await storyOf(orbit, event.eventId)).state, 'completed');
        }
        assert.deepEqual(millennium.state().anomalies, []);
        assert.equal(millennium.state().received.length, 9);
      } finally {
        await orbit.remove();
        await millennium.close();
      }
    });
  }

  it('examples/hello-booking.json books by itself, to its own simulator', async () => {
    const orbit = await OrbitProcess.start({ flows: await readFlow('examples/hello-booking.json') });
    try {
      assert.deepEqual(await unusable(orbit), []);
      const inject = (await readFlow('examples/hello-booking.json')).find(({ type }) => type === 'inject');
      assert.ok(inject);
      assert.equal((await orbit.admin(`/inject/${inject.id}`, { method: 'POST' })).status, 200);
      const { eventId } = await sampleEvent('booked-inpatient');
      await delivered(orbit, `/hello/events/${eventId}`);
    } finally {
      await orbit.remove();
    }
  });

  it('examples/launch.json asks whoever comes with a case number to sign in', async () => {
    const provider = await startIdentityProvider({ port: 0, clientId: 'orbit' });
    const orbit = await OrbitProcess.start({
      flows: await readFlow('examples/launch.json'),
      env: { ORBIT_OIDC_ISSUER: provider.issuer, ORBIT_OIDC_CLIENT_ID: 'orbit' },
    });
    try {
      assert.deepEqual(await unusable(orbit), []);
      const answer = await fetch(`${orbit.base}/launch/o/v1/case/OP1`, { redirect: 'manual' });
      assert.equal(answer.status, 303);
      assert.ok(answer.headers.get('location')?.startsWith(provider.issuer));
    } finally {
      await orbit.remove();
      await provider.close();
    }
  });

  it('examples/return-feed.json takes what Millennium tells, and answers', async () => {
    const nodes = await readFlow('examples/return-feed.json');
    const orbit = await OrbitProcess.start({ flows: nodes });
    const client = new MllpClient({ host: '127.0.0.1', port: 2577, ackTimeoutMs: 10_000 });
    try {
      assert.deepEqual(await unusable(orbit), []);
      const inject = nodes.find(({ type }) => type === 'inject');
      client.connect();
      await client.ready();
      const framed = String(inject?.payload);
      const outcome = await client.exchange(Buffer.from(framed.slice(1, -2)), () => 'answer');
      assert.ok(outcome.kind === 'reply' && outcome.reply.includes('MSA|AA|FEED0001'));
    } finally {
      await client.close();
      await orbit.remove();
    }
  });

  it('examples/go-live.json sends each booking to its system, and moves one across the day', async () => {
    const nodes = await readFlow('examples/go-live.json');
    const orbit = await OrbitProcess.start({ flows: nodes });
    try {
      assert.deepEqual(await unusable(orbit), []);
      const routes: unknown[] = [];
      for (const inject of nodes.filter(({ type }) => type === 'inject')) {
        assert.equal((await orbit.admin(`/inject/${inject.id}`, { method: 'POST' })).status, 200);
        const { eventId } = JSON.parse(String(inject.payload)) as { eventId: string };
        routes.push((await delivered(orbit, `/go-live/events/${eventId}`)).route);
      }
      assert.deepEqual(routes, [
        { system: 'elvis', reason: 'before-go-live' },
        { system: 'millennium', reason: 'live' },
        { system: 'millennium', reason: 'live' },
      ]);
    } finally {
      await orbit.remove();
    }
  });
});

/** The flows that book by themselves have intake paths of their own. */
function delivered(orbit: OrbitProcess, path: string): Promise<{ state: string; route: unknown }> {
  return eventually(
    'the booking delivered',
    () => orbit.get<{ state: string; route: unknown }>(path),
    ({ state }) => state === 'completed',
  );
}
