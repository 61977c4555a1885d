import assert from 'node:assert/strict';
import { parseProfile, type HospitalProfile } from '../../../nodes/lib/millennium/index.ts';
import { preview } from '../../../nodes/orbit-preview/preview.ts';
import type { PreviewInput } from '../../../nodes/orbit-preview/make-messages.ts';
import type { FieldView, PreviewView } from '../../../nodes/orbit-preview/preview-view.ts';
import { SAMPLE_EVENTS } from '../../../nodes/orbit-preview/sample-events.ts';
import { NOW } from '../../support/booking-messages.ts';

function profileOf(hospital: string, given: object = {}): HospitalProfile {
  const parsed = parseProfile({ hospital, ...given });
  assert.ok(parsed.ok);
  return parsed.profile;
}

function inputFor(name: string, changes: Partial<PreviewInput> = {}): PreviewInput {
  const sample = SAMPLE_EVENTS.find((one) => one.name === name);
  assert.ok(sample);
  return {
    event: sample.event,
    history: sample.history,
    profiles: new Map([['SU-MOLNDAL', profileOf('SU-MOLNDAL')]]),
    rules: [],
    evaluate: () => Promise.resolve(''),
    now: NOW,
    ...changes,
  };
}

function fieldOf({ messages }: PreviewView, messageType: string, path: string): FieldView {
  const message = messages.find((one) => one.messageType === messageType);
  const field = message?.segments.flatMap(({ fields }) => fields).find((one) => one.path === path);
  assert.ok(field, `${messageType} has no ${path}`);
  return field;
}

const originsOf = (view: PreviewView, messageType: string, path: string): string[] =>
  fieldOf(view, messageType, path).origins.map(({ from, path: place }) => `${from} ${place}`);

describe('the preview', () => {
  it('shows every sample as the messages it becomes', async () => {
    const types: Record<string, string[]> = {};
    for (const { name } of SAMPLE_EVENTS) {
      const view = await preview(inputFor(name), 'all');
      assert.equal(view.problem, null);
      types[name] = view.messages.map(({ messageType }) => messageType);
    }
    assert.deepEqual(types, {
      booked: ['ADT^A05', 'ADT^A14', 'SIU^S12'],
      'day-surgery': ['ADT^A05', 'SIU^S12'],
      rebooked: ['ADT^A08', 'ADT^A14', 'SIU^S13'],
      cancelled: ['SIU^S15', 'ADT^A27', 'ADT^A38'],
    });
  });

  it('shows the messages of one kind where one is asked for', async () => {
    const { messages } = await preview(inputFor('booked'), 'bed');
    assert.deepEqual(
      messages.map(({ messageType }) => messageType),
      ['ADT^A14'],
    );
  });

  it('names the fields as the standard does, and says where each value comes from', async () => {
    const view = await preview(inputFor('booked'), 'all');
    assert.equal(fieldOf(view, 'ADT^A05', 'PV1-10').name, 'Hospital Service');
    assert.deepEqual(originsOf(view, 'ADT^A05', 'PV1-10'), ['event clinic']);
    assert.deepEqual(originsOf(view, 'ADT^A05', 'PV1-19'), [
      'event caseId',
      'profile plan.visitNumberPrefix',
      'profile visitNumberPlacement',
      'profile assigningAuthority.visit.namespace',
      'profile assigningAuthority.visit.type',
    ]);
    assert.ok(originsOf(view, 'SIU^S12', 'SCH-11').includes('event time.start'));
    assert.ok(originsOf(view, 'SIU^S12', 'AIP-3').includes('event staff.0.hsaId'));
    assert.ok(originsOf(view, 'ADT^A05', 'PID-3').includes('event patient.id'));
    assert.deepEqual(originsOf(view, 'ADT^A05', 'MSH-4'), ['profile hospital', 'profile header.sendingFacility']);
    assert.deepEqual(originsOf(view, 'ADT^A05', 'MSH-9'), []);
  });

  it('knows the code table a value has come through', async () => {
    const profile = profileOf('SU-MOLNDAL', { tables: { services: { ORT: { code: 'ORTO' } } } });
    const view = await preview(inputFor('booked', { profiles: new Map([['SU-MOLNDAL', profile]]) }), 'encounter');
    assert.equal(fieldOf(view, 'ADT^A05', 'PV1-10').text, 'ORTO');
    assert.deepEqual(originsOf(view, 'ADT^A05', 'PV1-10'), ['event clinic', 'profile tables.services.ORT.code']);
  });

  it('marks what a rebooking changes against what the receiver has', async () => {
    const view = await preview(inputFor('rebooked'), 'appointment');
    assert.match(fieldOf(view, 'SIU^S13', 'SCH-11').was ?? '', /20261110/);
    assert.equal(fieldOf(view, 'SIU^S13', 'PID-5').was, undefined);
  });

  it('marks what the rules of the dialog change, and names the rule', async () => {
    const rule = { hospital: '*', action: 'set', valueType: 'text' } as const;
    const rules = [
      { ...rule, trigger: 'S12', path: 'PV1-10', value: 'X' },
      { ...rule, trigger: 'A05', path: 'PV1-10', value: 'KIR' },
      { ...rule, trigger: 'A05', path: 'ZOP-1', value: 'own' },
    ];
    const view = await preview(inputFor('booked', { rules }), 'encounter');
    const service = fieldOf(view, 'ADT^A05', 'PV1-10');
    assert.deepEqual([service.text, service.was, service.origins], ['KIR', 'ORT', [{ from: 'rule', path: '2' }]]);
    assert.deepEqual(fieldOf(view, 'ADT^A05', 'ZOP-1').origins, [{ from: 'rule', path: '3' }]);
    assert.equal(fieldOf(view, 'ADT^A05', 'PV1-2').was, undefined);
  });

  it('says what is wrong with an event, a profile that is missing, and a message that cannot be made', async () => {
    const wrong = await preview(inputFor('booked', { event: { caseId: 'X' } }), 'all');
    assert.ok(wrong.problem?.code === 'event' && wrong.problem.issues.length > 0);
    const missing = await preview(inputFor('booked', { profiles: new Map() }), 'all');
    assert.deepEqual(missing.problem, { code: 'profile', hospital: 'SU-MOLNDAL', issues: [] });
    const strict = profileOf('SU-MOLNDAL', { missingCodes: { wards: 'hold' } });
    const held = await preview(inputFor('booked', { profiles: new Map([['SU-MOLNDAL', strict]]) }), 'all');
    assert.deepEqual(held.problem, { code: 'held', text: 'the table wards has no entry for KIR302' });
  });

  it('shows no message for an event that changes nothing', async () => {
    const [first] = SAMPLE_EVENTS;
    assert.ok(first);
    const again = { ...first.event, eventId: 'again', version: 2 };
    const view = await preview(inputFor('booked', { event: again, history: [first.event] }), 'all');
    assert.deepEqual([view.change, view.messages, view.problem], ['no-difference', [], null]);
  });
});
