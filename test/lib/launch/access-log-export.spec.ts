import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { auditEvent, storeLog, storeLogRequest, type AccessEntry } from '../../../nodes/lib/launch/access-log/index.ts';
import { readLog, type OpenedRecord } from '../../../nodes/lib/launch/access-log/read-log.ts';
import { access, AccessLogBed, ENCOUNTER, PATIENT, SURGEON } from './access-samples.ts';

const SYSTEM = 'SE2321000131-F000000000900';
const RESPONDER = 'urn:riv:informationsecurity:auditing:log:StoreLogResponder:2';
const DOMAIN = 'urn:riv:informationsecurity:auditing:log:2';

/** Every element with text in it, as `path=text`, and the namespaces of the elements. */
function readXml(xml: string): { texts: string[]; namespaces: Map<string, Set<string>> } {
  const texts: string[] = [];
  const namespaces = new Map<string, Set<string>>();
  const path: string[] = [];
  let text = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri }) => {
    path.push(local);
    text = '';
    namespaces.set(uri, (namespaces.get(uri) ?? new Set()).add(local));
  });
  parser.on('text', (more) => (text += more));
  parser.on('closetag', () => {
    if (text.trim() !== '') texts.push(`${path.slice(2).join('/')}=${text}`);
    text = '';
    path.pop();
  });
  parser.on('error', (cause) => {
    throw cause;
  });
  parser.write(xml).close();
  return { texts, namespaces };
}

describe('the accesses for the national log service', () => {
  let bed: AccessLogBed;

  beforeEach(async () => {
    bed = await AccessLogBed.make();
  });
  afterEach(() => bed.remove());

  const opened = async (changes: Partial<AccessEntry> = {}): Promise<OpenedRecord> => {
    const log = bed.open();
    await log.tell(access('4f9c', changes));
    let last: OpenedRecord | undefined;
    for await (const record of readLog({ folder: bed.folder, key: bed.key })) last = record;
    assert.ok(last !== undefined);
    return last;
  };
  const xmlOf = (record: OpenedRecord, localRoot?: string): ReturnType<typeof readXml> => {
    const log = storeLog(record, { systemId: SYSTEM, localRoot });
    assert.ok(log !== undefined);
    return readXml(storeLogRequest([log]));
  };

  it('have every element the contract asks for, in its order', async () => {
    const record = await opened();
    const { texts, namespaces } = xmlOf(record);
    assert.deepEqual(texts, [
      `logId=${record.record.logId}`,
      `system/systemId=${SYSTEM}`,
      'activity/activityType=Läsa',
      'activity/activityLevel=uthopp orbit→millennium',
      'activity/activityArgs=cid=4f9c;outcome=attempted;ctx=encounter;case=SU-2026-1',
      'activity/startDate=2026-03-30T07:12:31.402Z',
      'activity/purpose=Vård och behandling',
      `user/userId=${SURGEON.hsaId}`,
      'user/assignment=Kirurgi, läkare åäö',
      `user/careProvider/careProviderId=${SURGEON.careProvider.hsaId}`,
      'user/careProvider/careProviderName=Västra Götalandsregionen',
      `user/careUnit/careUnitId=${SURGEON.careUnit.hsaId}`,
      'user/careUnit/careUnitName=Kirurgi SU',
      'resources/resource/resourceType=Vårdkontakt',
      'resources/resource/patient/patientId/root=1.2.752.129.2.1.3.1',
      `resources/resource/patient/patientId/extension=${PATIENT}`,
      `resources/resource/careProvider/careProviderId=${SURGEON.careProvider.hsaId}`,
      'resources/resource/careProvider/careProviderName=Västra Götalandsregionen',
      `resources/resource/careUnit/careUnitId=${SURGEON.careUnit.hsaId}`,
      'resources/resource/careUnit/careUnitName=Kirurgi SU',
    ]);
    assert.deepEqual([...(namespaces.get(RESPONDER) ?? [])], ['StoreLog', 'log']);
    assert.ok(namespaces.get(DOMAIN)?.has('logId'));
    assert.equal(namespaces.size, 2);
  });

  it('hold no patient number outside the element it belongs in', async () => {
    const { texts } = xmlOf(await opened());
    assert.deepEqual(
      texts.filter((text) => text.includes(PATIENT)).map((text) => text.split('=')[0]),
      ['resources/resource/patient/patientId/extension'],
    );
  });

  it('escape what a name may hold', async () => {
    const commission = { hsaId: SURGEON.commission.hsaId, name: 'Barn & <ungdom>\u0000 "dag"' };
    const { texts } = xmlOf(await opened({ user: { ...SURGEON, commission } }));
    assert.ok(texts.includes('user/assignment=Barn & <ungdom> "dag"'));
  });

  it('cut what is longer than the contract allows', async () => {
    const commission = { hsaId: SURGEON.commission.hsaId, name: 'å'.repeat(300) };
    const { texts } = xmlOf(await opened({ user: { ...SURGEON, commission } }));
    assert.ok(texts.includes(`user/assignment=${'å'.repeat(256)}`));
  });

  it('leave out a local number nobody has said the owner of', async () => {
    const record = await opened({ patient: { id: 'L-17', idType: 'local' } });
    assert.ok(!xmlOf(record).texts.some((text) => text.includes('L-17')));
    assert.ok(xmlOf(record, '1.2.3').texts.includes('resources/resource/patient/patientId/root=1.2.3'));
  });

  it('are none where nobody had signed in', async () => {
    const record = await opened();
    const { user: _user, ...rest } = record.record;
    assert.equal(storeLog({ ...record, record: rest }, { systemId: SYSTEM }), undefined);
  });

  it('say in FHIR who, what, when, for what purpose and to which patient', async () => {
    const record = await opened({ clientAddress: 'ward-7.example.se' });
    const event = JSON.parse(
      JSON.stringify(
        auditEvent(record, { systemId: SYSTEM, systemAddress: 'uthopp.example.se', encounterSystem: 'urn:oid:1.2.9' }),
      ),
    ) as Record<string, unknown> & { agent: object[]; entity: object[]; meta?: object };
    assert.deepEqual(
      [event.resourceType, event.action, event.outcome, event.recorded, event.id],
      ['AuditEvent', 'R', '0', '2026-03-30T07:12:31.402Z', record.record.logId],
    );
    assert.deepEqual(event.meta, {
      profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'],
    });
    assert.deepEqual(
      event.agent.map((agent) => (agent as { type: { coding: { code: string }[] } }).type.coding[0]?.code),
      ['110152', '110153', 'IRCP'],
    );
    assert.deepEqual((event.agent[2] as { purposeOfUse: object }).purposeOfUse, [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
        text: 'Vård och behandling',
      },
    ]);
    assert.deepEqual(
      event.entity.map((entity) => (entity as { what: object }).what),
      [
        { type: 'Patient', identifier: { system: 'urn:oid:1.2.752.129.2.1.3.1', value: PATIENT } },
        { type: 'Encounter', identifier: { system: 'urn:oid:1.2.9', value: ENCOUNTER } },
        { identifier: { value: '4f9c' } },
      ],
    );
  });

  it('claim the pattern of a successful read only for one', async () => {
    const profileOf = async (changes: Partial<AccessEntry>): Promise<unknown> => {
      const event = auditEvent(await opened(changes), { systemId: SYSTEM, systemAddress: 'uthopp.example.se' });
      return (event as { meta?: unknown }).meta;
    };
    assert.ok((await profileOf({ clientAddress: 'a' })) !== undefined);
    assert.equal(await profileOf({}), undefined);
    assert.equal(await profileOf({ clientAddress: 'a', outcome: 'denied', code: 'UT-403' }), undefined);
    assert.equal(await profileOf({ clientAddress: 'a', patient: undefined }), undefined);
  });
});
