import assert from 'node:assert/strict';
import { checkMessage } from '../../../nodes/lib/millennium/index.ts';
import type { SurgicalCase, TriggerEvent } from '../../../nodes/lib/surgery/index.ts';
import { built, field, makeCase, raw, read, withOptions, type Make } from '../../support/planned.ts';

describe('the header', () => {
  it('is the profile’s, with the hospital’s own code where no facility is named', () => {
    assert.equal(field('A05', 'MSH', 4), 'SU-MOLNDAL');
    const header = {
      sendingApplication: 'OPPLAN',
      sendingFacility: 'SU',
      sendingFacilityOid: '1.2.3',
      receivingApplication: 'M',
      receivingFacility: 'R',
      processingId: 'T',
      countryCode: '',
    };
    const message = read('A05', withOptions({ header }));
    assert.deepEqual(
      [3, 4, 5, 6, 11, 17].map((number) => raw(message, 'MSH', number)),
      ['OPPLAN', 'SU^1.2.3^ISO', 'M', 'R', 'T', ''],
    );
  });

  it('asks for acknowledgements by the mode of the site', () => {
    const modes = ['original', 'enhanced-commit', 'enhanced-full'].map((ackMode) =>
      [15, 16].map((number) => field('A05', 'MSH', number, { ackMode })),
    );
    assert.deepEqual(modes, [
      ['', ''],
      ['AL', 'NE'],
      ['AL', 'AL'],
    ]);
  });

  it('names the character set, or what the receiver wants to read', () => {
    assert.equal(field('A05', 'MSH', 18), 'UNICODE UTF-8');
    assert.equal(field('A05', 'MSH', 18, { charset: '8859/1' }), '8859/1');
    assert.equal(field('A05', 'MSH', 18, { msh18Text: 'UTF-8' }), 'UTF-8');
    assert.equal(field('A05', 'MSH', 18, { msh18Text: '' }), '');
  });

  it('has the message structure from 2.4 on', () => {
    const types = ['2.3.1', '2.4', '2.5.1'].map((hl7Version) => field('A14', 'MSH', 9, { hl7Version }));
    assert.deepEqual(types, ['ADT^A14', 'ADT^A14^ADT_A05', 'ADT^A14^ADT_A05']);
  });
});

describe('times', () => {
  it('have an offset all or none of them, MSH-7 included', () => {
    const times = (offset: string) =>
      built('S12', withOptions({ offset, hl7Version: '2.5' })).hl7.match(/20\d{12}([+-]\d{4})?/g) ?? [];
    assert.ok(times('always').length > 8);
    assert.ok(times('always').every((time) => time.length === 19));
    assert.ok(times('never').every((time) => time.length === 14));
  });

  it('are those of the zone of the site', () => {
    assert.equal(field('A05', 'MSH', 7, { timeZone: 'Europe/London' }), '20261103091505+0000');
  });

  it('leave PV2-8 at the day where no admission is planned', () => {
    const { care, ...rest } = makeCase();
    const { admissionAt: _, ...unplanned } = care;
    const subject: SurgicalCase = { ...rest, care: { ...unplanned, type: 'day-surgery' } };
    assert.equal(field('A05', 'PV2', 8, {}, { subject }), '20261110');
    assert.equal(field('A05', 'EVN', 3, {}, { subject }), '20261110080000+0100');
    assert.equal(field('A05', 'PV2', 10, {}, { subject }), '');
  });
});

describe('the event segment', () => {
  it('carries reason, operator and time as the site wants them', () => {
    const event = { bookedBy: { hsaId: 'SE2321000131-P000000123458', family: 'Planerare', given: 'Eva' } };
    assert.equal(field('A05', 'EVN', 4, { eventReasonCode: '' }), '');
    assert.equal(field('A38', 'EVN', 4), '');
    assert.equal(field('A05', 'EVN', 5, {}, { event }), '');
    assert.match(
      field('A05', 'EVN', 5, { sendOperator: true }, { event }) ?? '',
      /^SE2321000131-P000000123458\^Planerare\^Eva/,
    );
    assert.equal(field('A05', 'EVN', 6, { eventOccurred: 'start' }), '20261110080000+0100');
  });
});

describe('the patient', () => {
  const withPatient = (patient: object): Make => ({
    subject: makeCase({ patient: { ...makeCase().patient, ...patient } }),
  });

  it('is known under the authority of the kind of identifier', () => {
    const ids = [
      ['personnummer', '191212121212', '191212121212^^^PNR&1.2.752.129.2.1.3.1&ISO^NNSWE'],
      ['samordningsnummer', '197010632391', '197010632391^^^SAMNR&1.2.752.129.2.1.3.3&ISO^NNSWE'],
      ['nationellt-reservnummer', '22950606FH20', '22950606FH20^^^NRID&1.2.752.74.9.1&ISO^PI'],
      ['vgr-reservnummer', '19810829M071', '19810829M071^^^LRID&1.2.752.113.11.0.2.1.1.1&ISO^PI'],
      ['local', 'A-77', 'A-77^^^ORBIT^PI'],
    ] as const;
    for (const [idType, id, expected] of ids)
      assert.equal(field('A05', 'PID', 3, {}, withPatient({ idType, id })), expected);
    assert.equal(
      field('A05', 'PID', 3, { assigningAuthority: { personnummer: { namespace: 'RNJ MRN', oid: '', type: 'MRN' } } }),
      '191212121212^^^RNJ MRN^MRN',
    );
  });

  it('is written with 12 or 10 digits, and the sign of those who turn 100', () => {
    const id = (pid3Format: string, make: Make = {}) => field('A05', 'PID', 3, { pid3Format }, make)?.split('^')[0];
    assert.equal(id('10'), '1212121212');
    assert.equal(id('10dash'), '121212+1212');
    assert.equal(id('10dash', withPatient({ id: '197010632391', idType: 'samordningsnummer' })), '701063-2391');
    assert.equal(id('10dash', withPatient({ id: '192612312381' })), '261231+2381');
    assert.equal(id('10dash', withPatient({ id: '192701012381' })), '270101-2381');
    assert.equal(id('10', withPatient({ id: '19810829M071', idType: 'vgr-reservnummer' })), '19810829M071');
  });

  it('has a birth date only when one is known, and the sex by table', () => {
    const { birthDate: _, ...unborn } = makeCase().patient;
    const subject = makeCase({ patient: unborn });
    assert.equal(field('A05', 'PID', 7, {}, { subject }), '');
    const sexes = (['male', 'female', 'unknown', 'other'] as const).map((sex) =>
      field('A05', 'PID', 8, {}, withPatient({ sex })),
    );
    assert.deepEqual(sexes, ['M', 'F', 'U', 'O']);
    assert.equal(field('A05', 'PID', 8, { tables: { sexes: { male: { code: '1' } } } }), '1');
  });

  it('keeps a protected name back where the site asks for it', () => {
    const make = withPatient({ protected: true });
    assert.equal(field('A05', 'PID', 5, {}, make), 'Tolvansson^Tolvan^^^^^L');
    assert.equal(field('A05', 'PID', 5, { protectedIdentity: 'withhold-name' }, make), 'Skyddad^Identitet^^^^^S');
    assert.equal(field('A05', 'PID', 5, { protectedIdentity: 'withhold-name' }), 'Tolvansson^Tolvan^^^^^L');
  });

  it('has a protection indicator where the site asks for it and the version has a place', () => {
    const make = withPatient({ protected: true });
    const indicator = (trigger: TriggerEvent, options: object = {}) =>
      field(trigger, 'PD1', 12, { protectionIndicator: true, ...options }, make);
    assert.deepEqual(
      [
        indicator('A05'),
        indicator('S12'),
        indicator('A05', { hl7Version: '2.3', charset: '8859/1' }),
        indicator('S12', { hl7Version: '2.3', charset: '8859/1' }),
      ],
      ['Y', 'Y', 'Y', undefined],
    );
    assert.equal(field('A05', 'PD1', 12, {}, make), undefined);
    assert.equal(field('A05', 'PD1', 12, { protectionIndicator: true }), undefined);
  });
});

describe('the encounter', () => {
  const admitted = makeCase({ care: { ...makeCase().care, alreadyAdmitted: true, encounterId: '924301148' } });
  const dayCase = makeCase({ care: { type: 'day-surgery', alreadyAdmitted: false, bedWanted: false } });

  it('has the class intended, or P until the patient is in', () => {
    assert.equal(field('A05', 'PV1', 2), 'I');
    assert.equal(field('A05', 'PV1', 2, {}, { subject: dayCase }), 'O');
    const preadmit = { patientClassPreadmit: 'P' };
    assert.deepEqual(
      (['A05', 'A08', 'A14', 'A38', 'S12'] as const).map((trigger) => field(trigger, 'PV1', 2, preadmit)),
      Array(5).fill('P'),
    );
    assert.equal(field('A04', 'PV1', 2, preadmit), 'I');
    assert.equal(field('S12', 'PV1', 2, preadmit, { subject: admitted }), 'I');
    assert.equal(field('S12', 'PV1', 2, { ...preadmit, plan: { encounterEvent: { inpatient: 'A04' } } }), 'I');
  });

  it('has its place from ward or clinic, by the tables', () => {
    assert.equal(field('A05', 'PV1', 3), 'KIR302^^^SU^^N');
    assert.equal(field('A05', 'PV1', 3, {}, { subject: dayCase }), 'ORT^^^SU^^C');
    const tables = { wards: { KIR302: { code: 'W12', facility: 'HUS2' } }, clinics: { ORT: { code: 'ORTMOTT' } } };
    assert.equal(field('A05', 'PV1', 3, { tables }), 'W12^^^HUS2^^N');
    assert.equal(field('A05', 'PV1', 3, { tables }, { subject: dayCase }), 'ORTMOTT^^^SU-MOLNDAL^^C');
    const { ward: _, ...wardless } = makeCase().care;
    assert.equal(field('A05', 'PV1', 3, {}, { subject: makeCase({ care: wardless }) }), '');
  });

  it('carries the bed where the site reads it', () => {
    const subject = makeCase({ care: { ...makeCase().care, bed: '2' } });
    const places = (trigger: TriggerEvent, options: object) =>
      [3, 42].map((number) => field(trigger, 'PV1', number, options, { subject }));
    const [ward, bed] = ['KIR302^^^SU^^N', 'KIR302^^2^SU^^N'];
    assert.deepEqual(places('A14', {}), [bed, bed]);
    assert.deepEqual(places('A27', { bedLocationField: 'PV1-3' }), [bed, '']);
    assert.deepEqual(places('A14', { bedLocationField: 'PV1-42' }), ['', bed]);
    assert.deepEqual(places('A05', {}), [ward, '']);
    assert.deepEqual(places('A05', { plan: { bedBooking: 'A05-PV1-3' } }), [bed, '']);
    assert.deepEqual(places('S12', {}), [ward, '']);
  });

  it('has a type where the site wants one', () => {
    assert.equal(field('A05', 'PV1', 18), '');
    assert.equal(field('A05', 'PV1', 18, { encounterType: 'PREADMIT' }), 'PREADMIT');
    const encounterType = { inpatient: 'IP', 'day-surgery': 'DS' };
    assert.equal(field('A05', 'PV1', 18, { encounterType }), 'IP');
    assert.equal(field('A05', 'PV1', 18, { encounterType }, { subject: dayCase }), 'DS');
  });

  it('has its number where the site wants it, and one of the receiver always in PV1-19', () => {
    const numbers = (visitNumberPlacement: string, make: Make = {}) =>
      [5, 19, 50].map((number) =>
        field('A05', 'PV1', number, { visitNumberPlacement }, { planned: { visitNumber: 'V1' }, ...make }),
      );
    const [visit, ofCase] = ['V1^^^ORBIT^VN', 'OP2026004711^^^ORBIT^VN'];
    assert.deepEqual(numbers('PV1-19'), ['', visit, '']);
    assert.deepEqual(numbers('PV1-19+PV1-50'), ['', visit, ofCase]);
    assert.deepEqual(numbers('PV1-50'), ['', '', visit]);
    assert.deepEqual(numbers('PV1-5'), [visit, '', '']);
    const existing: Make = { subject: admitted, planned: { visitNumber: '924301148' } };
    assert.deepEqual(numbers('PV1-19', existing), ['', '924301148^^^^VN', '']);
    assert.deepEqual(numbers('PV1-50', existing), ['', '924301148^^^^VN', ofCase]);
    // Our own registration is cancelled under its own number although the patient is in under another.
    assert.deepEqual(numbers('PV1-19', { subject: admitted }), ['', visit, '']);
  });

  it('tells how urgent it is', () => {
    const acute = makeCase({ priority: 'acute' });
    assert.deepEqual([field('A05', 'PV1', 4), field('A05', 'PV2', 25)], ['C', '3']);
    assert.deepEqual(
      [field('A05', 'PV1', 4, {}, { subject: acute }), field('A05', 'PV2', 25, {}, { subject: acute })],
      ['E', '1'],
    );
  });

  it('names diagnoses and procedures in the coding systems of the site', () => {
    const codeSystemIds = { kva: '1.2.752.116.1.3.2.1.4', icd10se: '1.2.752.116.1.1.1.1.8' };
    assert.equal(field('A05', 'DG1', 3, { codeSystemIds }), 'M16.1^Primär koxartros^1.2.752.116.1.1.1.1.8');
    assert.equal(field('A05', 'PR1', 16, { codeSystemIds }), 'ZXA00^Höger^1.2.752.116.1.3.2.1.4');
    const dotted = (icdDot: string, code: string) =>
      field('A05', 'DG1', 3, { icdDot }, { subject: makeCase({ diagnoses: [{ code, main: true }] }) });
    assert.deepEqual(
      [dotted('keep', 'M161'), dotted('with', 'M161'), dotted('without', 'M16.1'), dotted('with', 'M16')],
      ['M161^^ICD-10-SE', 'M16.1^^ICD-10-SE', 'M161^^ICD-10-SE', 'M16^^ICD-10-SE'],
    );
  });
});

describe('deleting', () => {
  const emptied = makeCase({
    staff: [],
    diagnoses: [],
    care: { type: 'inpatient', alreadyAdmitted: false, bedWanted: false },
  });
  const all = { deletableFields: ['PV1-3', 'PV1-7', 'PV2-2', 'PV2-9', 'PV2-10', 'DG1-3', 'NTE-3'], sendNotes: true };

  it('happens on updates alone, and only of the fields the site names', () => {
    for (const trigger of ['A08', 'S13', 'S14'] as const) {
      const message = read(trigger, withOptions(all, { subject: emptied }));
      assert.deepEqual(
        [
          raw(message, 'PV1', 3),
          raw(message, 'PV1', 7),
          raw(message, 'PV2', 2),
          raw(message, 'PV2', 9),
          raw(message, 'DG1', 3),
        ],
        Array(5).fill('""'),
        trigger,
      );
      assert.equal(raw(message, 'PV1', 10), 'ORT');
      assert.equal(raw(message, 'NTE', 3), trigger === 'A08' ? undefined : '""');
      const text = built(trigger, withOptions(all, { subject: emptied }));
      assert.deepEqual(checkMessage(text.hl7, text), []);
    }
    for (const trigger of ['A05', 'A14', 'A38', 'S12', 'S15'] as const) {
      assert.doesNotMatch(built(trigger, withOptions(all, { subject: emptied })).hl7, /""/);
    }
    assert.doesNotMatch(built('A08', withOptions({ deletableFields: [] }, { subject: emptied })).hl7, /""/);
  });

  it('leaves what the case has', () => {
    assert.doesNotMatch(built('A08', withOptions({})).hl7, /""/);
  });
});
