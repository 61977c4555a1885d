import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMessage, VERSIONS } from '../../../nodes/lib/hl7/index.ts';
import { checkMessage } from '../../../nodes/lib/millennium/index.ts';
import { build, built, makeCase, raw, read, SIU_TRIGGERS, TRIGGERS } from '../../support/planned.ts';
import { makeProfile } from '../../support/profiles.ts';

const segmentNames = (hl7: string) =>
  hl7
    .split('\r')
    .map((line) => line.slice(0, 3))
    .filter((name) => name !== '')
    .join(' ');

describe('building a message', () => {
  for (const trigger of TRIGGERS) {
    for (const hl7Version of VERSIONS) {
      it(`makes an ${trigger} of HL7 ${hl7Version} that passes the last check`, () => {
        const charset = hl7Version === '2.3' ? '8859/1' : 'utf-8';
        const message = built(trigger, {
          profile: makeProfile({
            hl7Version,
            charset,
            zsu: true,
            sendNotes: true,
            obxMeta: true,
            protectionIndicator: true,
          }),
        });
        assert.deepEqual(checkMessage(message.hl7, message), []);
      });
    }
  }

  it('gives each trigger event its segments', () => {
    const expected = {
      A04: 'MSH EVN PID PV1 PV2 DG1 PR1',
      A05: 'MSH EVN PID PV1 PV2 DG1 PR1',
      A08: 'MSH EVN PID PV1 PV2 DG1 PR1',
      A11: 'MSH EVN PID PV1 PV2',
      A14: 'MSH EVN PID PV1 PV2',
      A27: 'MSH EVN PID PV1 PV2',
      A38: 'MSH EVN PID PV1 PV2',
      S12: 'MSH SCH PID PV1 PV2 DG1 RGS AIS AIL AIP',
      S13: 'MSH SCH PID PV1 PV2 DG1 RGS AIS AIL AIP',
      S14: 'MSH SCH PID PV1 PV2 DG1 RGS AIS AIL AIP',
      S15: 'MSH SCH PID PV1 PV2 RGS AIS AIL AIP',
      S16: 'MSH SCH PID PV1 PV2 RGS AIS AIL AIP',
      S17: 'MSH SCH PID PV1 PV2 RGS AIS AIL AIP',
      S26: 'MSH SCH PID PV1 PV2 RGS AIS AIL AIP',
    } as const;
    for (const trigger of TRIGGERS) assert.equal(segmentNames(built(trigger).hl7), expected[trigger], trigger);
  });

  it('names the message, and the object it is about by its number at the receiver', () => {
    const { hl7: _, controlId, warnings, ...encounter } = built('A05', { planned: { step: 2, visitNumber: 'V77' } });
    assert.deepEqual(encounter, {
      step: 2,
      kind: 'encounter',
      effect: 'create',
      messageType: 'ADT^A05',
      triggerEvent: 'A05',
      hospital: 'SU-MOLNDAL',
      linkIdentifier: 'V77',
    });
    assert.match(controlId, /^O[A-Z2-7]{19}$/);
    assert.deepEqual(warnings, []);
    assert.equal(built('A14', { planned: { visitNumber: 'V77' } }).linkIdentifier, 'V77');
    assert.equal(built('S12', { planned: { visitNumber: 'V77' } }).linkIdentifier, 'OP2026004711');
  });

  it('gives the same text for the same event, and another control id for every step, version, hospital and trigger event', () => {
    const first = built('A05');
    assert.equal(built('A05').hl7, first.hl7);
    const others = [
      built('A05', { planned: { step: 2 } }),
      built('A05', { planned: { hospital: 'SAS-BORAS' } }),
      built('A05', { event: { version: 2 } }),
      built('A08'),
      built('A05', { subject: makeCase({ caseId: 'OP2026004712' }) }),
    ];
    assert.equal(new Set([first, ...others].map(({ controlId }) => controlId)).size, 6);
    assert.equal(built('A05', { now: new Date('2027-01-01T00:00:00Z') }).controlId, first.controlId);
  });

  it('says the same start and duration everywhere', () => {
    for (const trigger of SIU_TRIGGERS) {
      const message = read(trigger, { profile: makeProfile({ hl7Version: '2.5', personnelSegment: 'both' }) });
      const starts = [
        message.segment('SCH')?.field(11, 1, 4),
        raw(message, 'TQ1', 7),
        raw(message, 'AIS', 4),
        raw(message, 'AIG', 8),
        raw(message, 'AIL', 6),
        raw(message, 'AIP', 6),
      ];
      const minutes = [
        raw(message, 'SCH', 9),
        message.segment('SCH')?.field(11, 1, 3),
        message.segment('TQ1')?.field(6, 1, 1),
        raw(message, 'AIS', 7),
        raw(message, 'AIG', 11),
        raw(message, 'AIL', 9),
        raw(message, 'AIP', 9),
      ];
      assert.deepEqual(new Set(starts), new Set(['20261110080000+0100']));
      assert.deepEqual(new Set(minutes), new Set(['150']));
    }
  });

  it('sets the time of arrival on A04 alone', () => {
    for (const trigger of TRIGGERS)
      assert.equal(raw(read(trigger), 'PV1', 44), trigger === 'A04' ? '20261109140000+0100' : '', trigger);
  });

  it('gives every trigger event its status, the same in SCH and in the resources', () => {
    const statuses = {
      S12: 'Booked',
      S13: 'Booked',
      S14: 'Booked',
      S15: 'Cancelled',
      S16: 'Dc',
      S17: 'Deleted',
      S26: 'Noshow',
    } as const;
    for (const trigger of SIU_TRIGGERS) {
      const message = read(trigger);
      const found = [
        ['SCH', 25],
        ['AIS', 10],
        ['AIL', 12],
        ['AIP', 12],
      ].map(([name, field]) => message.segment(String(name))?.field(Number(field), 1, 1));
      assert.deepEqual(found, Array(4).fill(statuses[trigger]));
    }
  });

  it('does without what the case does not have', () => {
    const bare = makeCase({
      staff: [],
      diagnoses: [],
      care: { type: 'outpatient', alreadyAdmitted: false, bedWanted: false },
    });
    const { clinic: _c, room: _r, operatingDepartment: _o, ...rest } = bare;
    for (const trigger of TRIGGERS) {
      const message = built(trigger, { subject: rest });
      assert.deepEqual(checkMessage(message.hl7, message), [], trigger);
    }
    assert.equal(segmentNames(built('S12', { subject: rest }).hl7), 'MSH SCH PID PV1 PV2 RGS AIS');
  });

  it('carries any text a case may have through a whole message', () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyText, anyText, anyText, fc.constantFrom(...TRIGGERS), (family, text, room, trigger) => {
        const subject = makeCase({
          room,
          patient: { ...makeCase().patient, family },
          procedures: [{ code: 'NFB49', text, main: true }],
          note: text,
        });
        const message = built(trigger, {
          subject,
          profile: makeProfile({ sendNotes: true, obxMeta: true, zsu: true }),
        });
        assert.deepEqual(checkMessage(message.hl7, message), []);
        const parsed = parseMessage(message.hl7);
        assert.ok(parsed.ok);
        assert.equal(parsed.message.segment('PID')?.field(5, 1, 1), clean(family));
        assert.equal(parsed.message.segment('PV2')?.field(3, 1, 2), clean(text));
      }),
      { numRuns: 200 },
    );
  });

  it('tells that text was cut, with the field and never the text', () => {
    const long = makeCase({ procedures: [{ code: 'NFB49', text: 'Hemlig '.repeat(40), main: true }] });
    const { warnings, hl7, ...message } = built('A05', { subject: long });
    assert.deepEqual(warnings, [
      'ADT^A05 PV2-3: text was cut to the length of the field',
      'ADT^A05 PR1-3: text was cut to the length of the field',
    ]);
    assert.deepEqual(checkMessage(hl7, message), []);
  });

  it('warns of a case id that receivers may cut', () => {
    assert.deepEqual(built('S12', { subject: makeCase({ caseId: 'OP20260047110000' }) }).warnings, [
      'SIU^S12 SCH-2: the case id is longer than 15 characters',
    ]);
  });

  it('warns once where a time without an offset is one of two', () => {
    const night = makeCase({
      time: { start: '2026-10-25T02:30:00+01:00', end: '2026-10-25T03:10:00+01:00' },
      care: { type: 'day-surgery', alreadyAdmitted: false, bedWanted: false },
    });
    assert.deepEqual(built('S12', { subject: night, profile: makeProfile({ offset: 'never' }) }).warnings, [
      'SIU^S12 SCH-11: the local time comes twice that night and is sent without an offset',
    ]);
    assert.deepEqual(built('S12', { subject: night }).warnings, []);
  });

  it('reports a missing code as the problem of the message', () => {
    const result = build('A05', { profile: makeProfile({ missingCodes: { wards: 'hold' } }) });
    assert.deepEqual(result, {
      ok: false,
      problem: { code: 'unmapped-code', text: 'the table wards has no entry for KIR302', field: 'PV1-3' },
    });
  });
});

function clean(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/\r\n|[\r\n\t]/g, ' ')
    .replace(/[\u0000-\u001f]/g, '');
  return line === '""' ? '' : line;
}
