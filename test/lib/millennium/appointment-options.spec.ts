import assert from 'node:assert/strict';
import { checkMessage } from '../../../nodes/lib/millennium/index.ts';
import type { TriggerEvent } from '../../../nodes/lib/surgery/index.ts';
import { build, built, field, makeCase, raw, read, withOptions, type Make } from '../../support/planned.ts';
import { makeProfile } from '../../support/profiles.ts';

describe('the appointment', () => {
  it('has its number and type where the site reads them', () => {
    const ids = (options: object) => [1, 2].map((number) => field('S12', 'SCH', number, options));
    const id = 'OP2026004711^ORBIT';
    assert.deepEqual(ids({}), [id, id]);
    assert.deepEqual(ids({ appointmentIdPlacement: 'filler' }), ['', id]);
    assert.deepEqual(ids({ appointmentIdPlacement: 'placer' }), [id, '']);
    assert.deepEqual(ids({ appointmentIdPlacement: 'filler', hl7Version: '2.3', charset: '8859/1' }), [id, id]);
    const types = (appointmentTypeField: string) =>
      [7, 8].map((number) => field('S12', 'SCH', number, { appointmentTypeField }));
    const [type, procedure] = ['ELEKTIV^Elektiv operation^99ORBIT', 'NFB49^Primär total höftprotes^KVA'];
    assert.deepEqual(
      [types('SCH-8'), types('SCH-7'), types('both')],
      [
        [procedure, type],
        [type, ''],
        [type, type],
      ],
    );
  });

  it('has the type by care type and priority', () => {
    const tables = {
      appointmentTypes: { 'inpatient/elective': { code: 'OPS', system: '99VGR' }, acute: { code: 'A1' } },
    };
    assert.equal(field('S12', 'SCH', 8, { tables }), 'OPS^^99VGR');
    assert.equal(field('S12', 'SCH', 8, { tables }, { subject: makeCase({ priority: 'acute' }) }), 'A1^^99ORBIT');
  });

  it('tells why, in the words of the event or by the trigger event', () => {
    const reason = (trigger: TriggerEvent, given: object | undefined, options: object = {}) =>
      field(trigger, 'SCH', 6, options, given === undefined ? {} : { event: { reason: given as { code: string } } });
    assert.equal(reason('S13', undefined), 'OMBOKAD^Operation ombokad^99ORBIT');
    assert.equal(reason('S12', { code: '1a' }), 'BOKAD^Operation bokad^99ORBIT');
    assert.equal(reason('S15', { code: '8B', codeSystem: 'SPOR', text: 'Galler saknas' }), '8b^Galler saknas^SPOR');
    assert.equal(reason('S15', { code: '7a' }), '7a^Akut sjukdom hos patient^SPOR');
    assert.equal(reason('S15', { code: '12z', text: 'Eget' }), '12z^Eget^SPOR');
    assert.equal(reason('S15', { code: 'X1', codeSystem: '99ORBIT', text: 'Eget' }), 'X1^Eget^99ORBIT');
    assert.equal(reason('S15', { code: 'X1', codeSystem: 'LOKAL' }), 'X1^^LOKAL');
    const tables = {
      reasons: { '7a': { code: 'SJUK', text: 'Patient sjuk', system: '99VGR' }, 'LOKAL/X1': { code: 'LOK' } },
    };
    assert.equal(reason('S15', { code: '7A', text: 'Feber' }, { tables }), 'SJUK^Patient sjuk^99VGR');
    assert.equal(reason('S15', { code: 'X1', codeSystem: 'LOKAL' }, { tables }), 'LOK^^LOKAL');
  });

  it('names a function where nobody has booked', () => {
    assert.deepEqual([field('S15', 'SCH', 16), field('S15', 'SCH', 20)], ['ORBIT^Orbit', 'ORBIT^Orbit']);
    assert.equal(
      field('S15', 'SCH', 16, { contact: { id: 'KOORD', family: 'Operationskoordinator' } }),
      'KOORD^Operationskoordinator',
    );
  });

  it('names the room by department, and the department where the site reads it', () => {
    const tables = {
      rooms: { 'MOPC/OP3': { code: 'SAL3' }, OP3: { code: 'FEL' } },
      departments: { MOPC: { code: 'COP', text: 'Centraloperation' } },
      facilities: { 'SU-MOLNDAL': { code: 'SU' } },
    };
    assert.equal(field('S12', 'AIL', 3, { tables }), 'COP^SAL3^^SU^^D');
    assert.equal(field('S12', 'SCH', 5, { tables, sendScheduleId: true }), 'COP^Centraloperation^99ORBIT');
    assert.equal(field('S12', 'SCH', 5, { tables }), '');
  });

  it('names staff in the segment the site reads', () => {
    const names = (personnelSegment: string) =>
      [...built('S12', withOptions({ personnelSegment })).hl7.matchAll(/\r(AI[GP])/g)].map(([, name]) => name);
    assert.deepEqual([names('AIP'), names('AIG'), names('both')], [['AIP'], ['AIG'], ['AIG', 'AIP']]);
  });

  it('tells the side in AIS-12 where the site asks for it and the version has the field', () => {
    assert.equal(field('S12', 'AIS', 12), '');
    assert.equal(field('S12', 'AIS', 12, { sendLaterality: true }), 'ZXA00^Höger^KVA');
    assert.equal(field('S12', 'AIS', 12, { sendLaterality: true, hl7Version: '2.3.1' }), '');
  });

  it('brings the bed along as a nursing unit where the site books it so', () => {
    const message = read('S12', withOptions({ plan: { bedBooking: 'SIU-AIL' } }));
    assert.deepEqual(
      [3, 4, 6, 9, 12].map((number) => raw(message, 'AIL', number, 2)),
      ['KIR302^^^SU^^N', 'N^Vårdavdelning^HL70305', '20261109140000+0100', '4200', 'Booked^Bokad^HL70278'],
    );
    const wanted = read(
      'S12',
      withOptions(
        { plan: { bedBooking: 'SIU-AIL' } },
        { subject: makeCase({ care: { ...makeCase().care, bedWanted: false } }) },
      ),
    );
    assert.equal(wanted.segmentsNamed('AIL').length, 1);
    const text = built('S12', withOptions({ plan: { bedBooking: 'SIU-AIL' } }));
    assert.deepEqual(checkMessage(text.hl7, text), []);
  });

  it('takes a bed place away by name, behind the one taken instead', () => {
    const profile = withOptions({ plan: { bedBooking: 'SIU-AIL' } });
    const removed = { staff: [], procedures: [], bed: { ward: 'KIR300', bed: '4' } };
    const moved = read('S14', { ...profile, planned: { removed } });
    const gone = (number: number, place: number): string | undefined => raw(moved, 'AIL', number, place);
    assert.deepEqual([gone(2, 2), gone(3, 2), gone(2, 3), gone(3, 3)], ['U', 'KIR302^^^SU^^N', 'D', 'KIR300^^4^SU^^N']);
    const admitted = makeCase({ care: { ...makeCase().care, alreadyAdmitted: true } });
    assert.equal(read('S14', { ...profile, subject: admitted }).segmentsNamed('AIL').length, 1);
    const text = built('S14', { ...profile, planned: { removed } });
    assert.deepEqual(checkMessage(text.hl7, text), []);
  });

  it('has no time of its own in a note, and keeps its lines', () => {
    const subject = makeCase({ note: 'rad 1\nrad 2' });
    assert.equal(field('S13', 'NTE', 3, { sendNotes: true }, { subject }), 'rad 1\\.br\\rad 2');
    assert.equal(field('S13', 'NTE', 3, {}, { subject }), undefined);
    assert.equal(field('S15', 'NTE', 3, { sendNotes: true }, { subject }), undefined);
  });
});

describe('resource groups', () => {
  const second = { code: 'NFC49', text: 'Revision', main: false };
  const two = makeCase({ procedures: [...makeCase().procedures, second] });
  const lines = (trigger: TriggerEvent, options: object, make: Make = {}) =>
    built(trigger, withOptions(options, { subject: two, ...make }))
      .hl7.split('\r')
      .filter((line) => /^(RGS|AI[SGLP])/.test(line))
      .map((line) => line.split('|').slice(0, 3).join('|'));

  it('are one a procedure, numbered through the message', () => {
    assert.deepEqual(lines('S12', {}), [
      'RGS|1|A',
      'AIS|1|A',
      'AIL|1|A',
      'AIP|1|A',
      'RGS|2|A',
      'AIS|2|A',
      'AIL|2|A',
      'AIP|2|A',
    ]);
    const message = read('S12', withOptions({}, { subject: two }));
    assert.deepEqual(
      [raw(message, 'RGS', 3), raw(message, 'RGS', 3, 2)],
      ['OP2026004711^Operation^99ORBIT', 'OP2026004711-NFC49^Operation^99ORBIT'],
    );
  });

  it('are one for the operation where the site wants it', () => {
    assert.deepEqual(lines('S12', { resourceGrouping: 'single' }), [
      'RGS|1|A',
      'AIS|1|A',
      'AIS|2|A',
      'AIL|1|A',
      'AIP|1|A',
    ]);
  });

  it('have the action code of the site on changes', () => {
    const actions = (trigger: TriggerEvent, resourceAction: string) =>
      lines(trigger, { resourceAction, resourceGrouping: 'single' })[0];
    assert.deepEqual(
      (['U', 'D-on-cancel', 'none'] as const).map((action) => actions('S13', action)),
      ['RGS|1|U', 'RGS|1|U', 'RGS|1|'],
    );
    assert.deepEqual(
      (['U', 'D-on-cancel', 'none'] as const).map((action) => actions('S15', action)),
      ['RGS|1|U', 'RGS|1|D', 'RGS|1|'],
    );
    assert.deepEqual(
      (['S17', 'S16', 'S26'] as const).map((trigger) => actions(trigger, 'D-on-cancel')),
      ['RGS|1|D', 'RGS|1|U', 'RGS|1|U'],
    );
    assert.equal(actions('S12', 'none'), 'RGS|1|A');
  });

  it('take away by name what the booking had and has no longer', () => {
    const removed = {
      staff: [{ role: 'assistant' as const, hsaId: 'SE2321000131-P000000000009' }],
      procedures: [{ code: 'NFA02', main: false }],
    };
    const make = { planned: { removed } };
    assert.deepEqual(lines('S14', {}, make), [
      'RGS|1|U',
      'AIS|1|U',
      'AIL|1|U',
      'AIP|1|U',
      'AIP|2|D',
      'RGS|2|U',
      'AIS|2|U',
      'AIL|2|U',
      'AIP|3|U',
      'RGS|3|D',
      'AIS|3|D',
    ]);
    assert.deepEqual(lines('S14', { resourceGrouping: 'single', personnelSegment: 'AIG' }, make), [
      'RGS|1|U',
      'AIS|1|U',
      'AIS|2|U',
      'AIS|3|D',
      'AIG|1|U',
      'AIG|2|D',
      'AIL|1|U',
    ]);
    assert.equal(lines('S14', { resourceAction: 'none' }, make).length, 8);
    const message = built('S14', withOptions({}, { subject: two, ...make }));
    assert.deepEqual(checkMessage(message.hl7, message), []);
  });
});

describe('segments a site may ask for', () => {
  const subject = makeCase({
    asa: 2,
    anaesthesia: 'spinal',
    waitingListId: 'VL-1',
    referralId: 'R-1',
    time: { ...makeCase().time, setupMin: 20, cleanupMin: 15 },
  });

  it('are the case in OBX', () => {
    const message = read('S12', withOptions({ obxMeta: true }, { subject }));
    const facts = message
      .segmentsNamed('OBX')
      .map((segment) => [segment.field(2), segment.field(3, 1, 1), segment.raw(5)].join(' '));
    assert.deepEqual(facts, [
      'TS CASE_START_TIME 20261110080000+0100',
      'TS CASE_END_TIME 20261110103000+0100',
      'NM SETUP_TIME 20',
      'NM KNIFE_TIME 95',
      'NM CLEANUP_TIME 15',
      'ST CASE_CLASS elective',
      'ST CASE_TYPE inpatient',
      'ST ANESTHESIA_TYPE spinal',
      'NM ASA_CLASS 2',
      'ST WAITING_LIST_ID VL-1',
      'ST REFERRAL_ID R-1',
    ]);
    assert.equal(field('S15', 'OBX', 1, { obxMeta: true }), undefined);
  });

  it('are ZSU, at the end of every message', () => {
    const event = { reason: { code: '7a', text: 'Akut sjukdom' } };
    for (const trigger of ['A05', 'A27', 'S12', 'S15'] as const) {
      const { hl7 } = built(trigger, withOptions({ zsu: true }, { subject, event }));
      assert.match(
        hl7,
        /ZSU\|OP2026004711\|1\|VL-1\|R-1\|right\|spinal\|2\|[^|]*\^[^|]*\^[^|]*\|inpatient\|20\|15\r$/,
        trigger,
      );
    }
    assert.match(
      built('S15', withOptions({ zsu: true }, { subject, event })).hl7,
      /\|2\|7a\^Akut sjukdom\^SPOR\|inpatient/,
    );
  });
});

describe('codes that a table does not have', () => {
  it('pass through, become the default or hold the event, table by table', () => {
    assert.equal(field('A05', 'PV1', 10), 'ORT');
    assert.equal(
      field('A05', 'PV1', 10, {
        tables: { services: { '*': { code: '999' } } },
        missingCodes: { services: 'default' },
      }),
      '999',
    );
    const held = build('A05', withOptions({ missingCodes: { services: 'hold' } }));
    assert.deepEqual(held, {
      ok: false,
      problem: { code: 'unmapped-code', text: 'the table services has no entry for ORT', field: 'PV1-10' },
    });
  });

  it('hold the event in every table a message needs', () => {
    const problems = ['facilities', 'departments', 'rooms', 'wards', 'services'].map((table) => {
      const result = build('S12', { profile: makeProfile({ missingCodes: { [table]: 'hold' } }) });
      return result.ok ? 'sent' : `${result.problem.field ?? ''} ${result.problem.text}`;
    });
    assert.deepEqual(problems, [
      'PV1-3 the table facilities has no entry for SU-MOLNDAL',
      'AIL-3 the table departments has no entry for MOPC',
      'AIL-3 the table rooms has no entry for OP3',
      'PV1-3 the table wards has no entry for KIR302',
      'PV1-10 the table services has no entry for ORT',
    ]);
  });

  it('do not matter where the case names none', () => {
    const { clinic: _, ...rest } = makeCase();
    assert.ok(
      build('A05', { subject: rest, profile: makeProfile({ missingCodes: { services: 'hold', clinics: 'hold' } }) }).ok,
    );
  });

  it('are never found in the insides of an object', () => {
    const subject = makeCase({ care: { ...makeCase().care, ward: 'constructor' } });
    assert.equal(field('A05', 'PV1', 3, {}, { subject }), 'constructor^^^SU^^N');
  });
});
