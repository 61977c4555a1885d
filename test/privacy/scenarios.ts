/** What can happen to a booking, failures included; each scenario brings the marked patient somewhere a message, a log or a file could repeat them. */
import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import type { FaultAction } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { eventually } from '../support/eventually.ts';
import { toXml } from '../support/orbit-xml.ts';
import { COORDINATION_PATIENT, LOCAL_PATIENT, markedBooking, MARKS, PERSON } from './marked-patient.ts';
import type { WatchedSuite } from './watched-suite.ts';

export interface Scenario {
  title: string;
  run: (suite: WatchedSuite) => Promise<void>;
}

let events = 0;
const nextId = (): string => `privacy-${String((events += 1))}`;
const booking = (changes: Parameters<typeof markedBooking>[1] = {}): WireEvent => markedBooking(nextId(), changes);

const scenario = (title: string, run: Scenario['run']): Scenario => ({ title, run });

/** The body is refused at the door. */
const refused = (title: string, body: () => string | Buffer, type?: string): Scenario =>
  scenario(title, async (suite) => {
    const { status } = await suite.post(body(), type);
    if (status < 400) throw new Error(`${title}: answered ${String(status)}`);
  });

/** The event is taken in and then held or stuck somewhere on its way. */
const held = (title: string, event: () => WireEvent, ...answers: FaultAction[]): Scenario =>
  scenario(title, async (suite) => {
    suite.misbehave(...answers.map((then) => ({ then })));
    const { state } = await suite.settle(event());
    suite.misbehave();
    if (state !== 'held') throw new Error(`${title}: the event is ${state}`);
  });

const ECHO = `Patient ${MARKS.family}, ${MARKS.given} ${PERSON.id} (${PERSON.birthDate}) is not known`;

export const SCENARIOS: readonly Scenario[] = [
  scenario('a booking, a rebooking and a cancellation', async (suite) => {
    const booked = booking();
    await suite.settle(booked);
    await suite.settle(booking({ caseId: booked.caseId, version: 2, room: 'OP9' }));
    await suite.settle(booking({ caseId: booked.caseId, version: 3, eventType: 'cancelled' }));
  }),
  scenario('a patient with a coordination number, a local number, a protected identity', async (suite) => {
    for (const patient of [COORDINATION_PATIENT, LOCAL_PATIENT, { protected: true }]) {
      await suite.settle(booking({ patient }));
    }
  }),
  scenario('XML', async (suite) => {
    await suite.post(toXml(booking()), 'application/xml');
  }),

  refused('JSON cut off in the middle of a name', () => `${JSON.stringify(booking()).split(MARKS.given)[0] ?? ''}Tol`),
  refused('JSON with a name where a value should be', () => `{"patient": ${MARKS.family}}`),
  refused('JSON with a name for a field', () => JSON.stringify({ ...booking(), [MARKS.family]: 1 })),
  refused('JSON in 8859/1', () => Buffer.from(JSON.stringify(booking()), 'latin1')),
  refused('XML cut off in the middle of a name', () => toXml(booking()).split(MARKS.given)[0] ?? '', 'application/xml'),
  refused(
    'XML with a name for an element',
    () => `<event><${MARKS.family}>x</${MARKS.given}></event>`,
    'application/xml',
  ),
  refused('XML with a name for an attribute', () => `<event ${MARKS.family}="${PERSON.id}"/>`, 'application/xml'),
  refused('a wrong check digit', () => JSON.stringify(booking({ patient: { id: `${PERSON.id.slice(0, 11)}0` } }))),
  refused('a name for a number', () => JSON.stringify(booking({ patient: { id: MARKS.family } }))),
  refused('a name for a sex', () =>
    JSON.stringify({ ...booking(), patient: { ...booking().patient, sex: MARKS.given } }),
  ),
  refused('a name that is too long', () => JSON.stringify(booking({ patient: { family: MARKS.family.repeat(40) } }))),
  refused('a note that is too long', () => JSON.stringify({ ...booking(), note: MARKS.note.repeat(2_000) })),
  refused('a birth date that is none', () =>
    JSON.stringify(booking({ patient: { birthDate: `${PERSON.birthDate}x` } })),
  ),
  refused('an end before the start', () => JSON.stringify(booking({ time: { end: '2026-11-10T07:00:00+01:00' } }))),
  refused('a list in which one event is wrong', () => JSON.stringify([{ ...booking(), priority: MARKS.note }])),
  refused('a body of another type', () => JSON.stringify(booking()), `text/${MARKS.localId.toLowerCase()}`),
  refused('a body that is too large', () => JSON.stringify({ ...booking(), note: MARKS.note.repeat(700_000) })),
  scenario('an event id with other content', async (suite) => {
    const event = booking();
    await suite.settle(event);
    await suite.post(JSON.stringify({ ...event, note: `${MARKS.note} 2` }));
  }),
  scenario('no token, and a token that is a name', async (suite) => {
    for (const authorization of ['', `Bearer ${MARKS.localId}`]) {
      await suite.call('/orbit/events', {
        method: 'POST',
        headers: { Authorization: authorization, 'Content-Type': 'application/json' },
        body: JSON.stringify(booking()),
      });
    }
  }),
  scenario('questions about what there is not', async (suite) => {
    for (const path of ['events', 'cases']) {
      await suite.call(`/orbit/${path}/${encodeURIComponent(MARKS.family)}`);
      await suite.call(`/orbit/${path}/${PERSON.id}?patient=${PERSON.id}`);
    }
    await suite.call('/health/live');
    await suite.call('/health/ready');
    await suite.call('/metrics');
  }),

  held('an unknown hospital', () => booking({ hospital: 'NOWHERE' })),
  held('a code that is missing in the tables', () => booking({ hospital: 'STRICT-CODES', care: { ward: 'W99' } })),
  held('a letter the character set does not have', () =>
    booking({ hospital: 'STRICT-LETTERS', patient: { family: `${MARKS.family} Őry` } }),
  ),
  held('a Function node that breaks the message', () => booking({ hospital: 'SU-MOLNDAL', clinic: 'BREAK' })),
  held('a Function node that takes a message away', () => booking({ hospital: 'SU-MOLNDAL', clinic: 'DROP' })),
  held('a field rule that leaves the message invalid', () => booking({ hospital: 'SU-MOLNDAL', clinic: 'RULE' })),
  ...(['AE', 'AR', 'CE', 'CR'] as const).map((ack) =>
    held(`Millennium names the patient in ${ack}`, () => booking(), { ack, errorCode: '101', text: ECHO }),
  ),
  held('Millennium names the patient and gives no code', () => booking(), { ack: 'AE', text: ECHO }),
  scenario('Millennium answers nonsense, late and not at all', async (suite) => {
    suite.misbehave(
      { times: 2, then: { garbage: 'unframed' } },
      { times: 2, then: { silence: true } },
      { times: 2, then: { wrongControlId: true } },
    );
    await suite.settle(booking());
    suite.misbehave();
  }),

  scenario('files in the watched folder: a right one, a wrong one, one that is no event', async (suite) => {
    const folder = suite.inbox;
    await mkdir(folder, { recursive: true });
    const event = booking();
    const files = {
      'right.json': JSON.stringify(event),
      'wrong.json': JSON.stringify({ ...booking(), patient: { family: MARKS.family } }),
      'cut.xml': toXml(booking()).slice(0, -40),
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, `${name}.part`), content);
      await rename(join(folder, `${name}.part`), join(folder, name));
    }
    await eventually(
      'the event of the file is taken in',
      () => suite.call(`/orbit/events/${event.eventId}`),
      ({ status }) => status === 200,
    );
  }),
  scenario('a kill with bookings on their way', async (suite) => {
    const event = booking();
    await suite.restart({ ORBIT_FAILPOINT: 'T3:after' });
    await suite.post(JSON.stringify(event));
    await suite.orbit.ended();
    await suite.restart();
    await suite.settle(event);
  }),
  scenario('questions of the editor about a profile with a name in it', async (suite) => {
    const answer = await suite.orbit.admin('/orbit/profile/check', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ hospital: 'SU', tables: { wards: { [MARKS.note]: 1 } } }),
    });
    await answer.text();
  }),
  scenario('the newest event in the preview of the editor, and a preview of an event that is wrong', async (suite) => {
    await suite.settle(booking());
    const newest = await suite.call('/admin/orbit/preview/newest', await suite.asAdmin());
    assert.equal(newest.status, 200);
    await suite.call('/admin/orbit/preview', {
      ...(await suite.asAdmin()),
      method: 'POST',
      body: JSON.stringify({ kind: 'all', event: { ...booking(), hospital: MARKS.note, sex: MARKS.given } }),
    });
  }),
  scenario('the desk of the operators: what is held, its story, commands done and refused', async (suite) => {
    suite.misbehave({ times: 1, then: { ack: 'AE', errorCode: '103', text: ECHO } });
    const event = booking();
    const story = await suite.settle(event);
    suite.misbehave();
    const held = story.messages.find(({ state }) => state === 'held')?.controlId ?? '';
    const desk = async (path: string, body?: object): Promise<number> => {
      const init = { ...(await suite.asAdmin()), ...(body && { method: 'POST', body: JSON.stringify(body) }) };
      return (await suite.call(`/admin/orbit/operator${path}`, init)).status;
    };
    const reason = 'tried again after a call';
    assert.equal(await desk('/held'), 200);
    assert.equal(await desk(`/cases/${event.caseId}`), 200);
    assert.equal(await desk(`/messages/${held}/retry`, { reason: `${reason} about ${PERSON.id}` }), 422);
    assert.equal(
      await desk(`/messages/${held}/retry`, { reason: MARKS.note, outcome: MARKS.given, [MARKS.family]: 1 }),
      422,
    );
    assert.equal(await desk(`/messages/${held}/resend-as-new`, { reason }), 200);
    assert.equal(await desk(`/cases/${MARKS.localId}/re-plan`, { reason }), 404);
    assert.equal(await desk('/journal'), 200);
  }),
  scenario('a test of the connection with names where they do not belong', async (suite) => {
    await suite.call('/admin/orbit/endpoint/test', {
      ...(await suite.asAdmin()),
      method: 'POST',
      body: JSON.stringify({
        endpoint: { host: '127.0.0.1', port: '1', caFile: `/${MARKS.note}` },
        passphrase: MARKS.note,
      }),
    });
  }),
];
