import assert from 'node:assert/strict';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

interface Problem {
  status: number;
  errors?: { pointer: string; message: string }[];
}

describe('input that cannot be taken, in a real Node-RED', function () {
  this.timeout(60_000);
  let orbit: OrbitProcess;

  before(async () => {
    orbit = await OrbitProcess.start();
  });
  after(() => orbit.remove());

  async function refusal(body: unknown, headers: Record<string, string> = {}): Promise<Problem> {
    const response = await orbit.post(body, headers);
    assert.match(response.headers.get('content-type') ?? '', /application\/problem\+json/);
    const problem = (await response.json()) as Problem;
    assert.equal(problem.status, response.status);
    return problem;
  }

  it('is 400 when it is not JSON', async () => {
    assert.equal((await refusal('{"schema":')).status, 400);
  });

  it('is 401 without the token, and with another one', async () => {
    assert.equal((await refusal('{}', { Authorization: '' })).status, 401);
    assert.equal((await refusal('{}', { Authorization: 'Bearer wrong' })).status, 401);
  });

  it('is 413 over the size limit', async () => {
    const response = await orbit.post(`"${'x'.repeat(6 * 1024 * 1024)}"`);
    assert.equal(response.status, 413);
    assert.equal((await orbit.get<{ status: string }>('/health/ready')).status, 'ready');
  });

  it('is 413 for more than a thousand events', async () => {
    assert.equal((await refusal(Array.from({ length: 1001 }, () => ({})))).status, 413);
  });

  it('is 415 for another media type', async () => {
    assert.equal((await refusal('a,b', { 'Content-Type': 'text/csv' })).status, 415);
  });

  it('is 422 with every place that is wrong at once, and none of the values', async () => {
    const booking = await numberedBooking(1);
    const event = {
      ...booking,
      patient: { ...(booking.patient as object), id: '191212121213' },
      time: { start: '2027-03-28T02:30:00+01:00', end: '2027-03-28T02:00:00+01:00' },
      hospital: 'A HOSPITAL WITH BLANKS',
    };
    const problem = await refusal(event);
    assert.equal(problem.status, 422);
    const pointers = new Set(problem.errors?.map(({ pointer }) => pointer));
    for (const pointer of ['/patient/id', '/time/start', '/hospital'])
      assert.ok(pointers.has(pointer), `${pointer} among ${[...pointers].join(' ')}`);
    assert.doesNotMatch(JSON.stringify(problem), /191212121213|Tolvan|BLANKS/);
  });

  it('is 409 for a known event id with other content', async () => {
    const event = await numberedBooking(2);
    assert.equal((await orbit.post(event)).status, 202);
    const problem = await refusal({ ...event, room: 'OP9' });
    assert.equal(problem.status, 409);
  });

  it('is 207 for a list with good and bad events: the good ones are accepted', async () => {
    const good = await numberedBooking(3);
    const response = await orbit.post([good, { ...good, eventId: 'numbered-bad', eventType: 'postponed' }]);
    assert.equal(response.status, 207);
    const { results } = (await response.json()) as {
      results: { eventId?: string; status: string; errors?: unknown[] }[];
    };
    assert.deepEqual(
      results.map(({ status }) => status),
      ['accepted', 'rejected'],
    );
    assert.ok((results[1]?.errors?.length ?? 0) > 0);
  });

  it('is 404 for an event and a case nobody knows', async () => {
    for (const path of ['/orbit/events/unknown', '/orbit/cases/unknown']) await assert.rejects(orbit.get(path), /404/);
  });

  it('holds an event of a hospital without a profile, with the reason', async () => {
    const event = await numberedBooking(4, { hospital: 'NU-NAL' });
    assert.equal((await orbit.post(event)).status, 202);
    const story = (await storyOf(orbit, event.eventId)) as unknown as {
      state: string;
      problem: { code: string; text: string };
    };
    assert.equal(story.state, 'held');
    assert.deepEqual(story.problem, { code: 'no-profile', text: 'no profile for hospital NU-NAL' });
  });

  it('leaves the process running, and no name in its log', () => {
    assert.ok(orbit.running);
    assert.doesNotMatch(orbit.output, /Tolvan|191212121212/);
  });
});
