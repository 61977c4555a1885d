import assert from 'node:assert/strict';
import { powerChartArguments, resolveLaunch, targetUrl, type CaseFacts } from '../../../nodes/lib/launch/index.ts';
import { LINKED } from './launch-bed.ts';

const encounter = { kind: 'encounter', personId: '1001', encounterId: '2002', visitNumber: 'OP1' } as const;

describe('what a launch opens', () => {
  it('goes by the link', () => {
    assert.deepEqual(resolveLaunch(LINKED), encounter);
    const noNumbers: CaseFacts = { encounter: { state: 'confirmed', visitNumber: 'OP1' } };
    assert.deepEqual(resolveLaunch(noNumbers), { kind: 'encounter', visitNumber: 'OP1' });
    assert.deepEqual(resolveLaunch({ encounter: { state: 'merged', visitNumber: 'OP1', personId: '7' } }), {
      kind: 'patient',
      personId: '7',
      banner: 'UT-203',
    });
    assert.deepEqual(resolveLaunch(undefined), { kind: 'stop', code: 'UT-404' });
  });
});

describe('the arguments of PowerChart', () => {
  const tabs = { chart: 'Kirurgisk översikt+', booking: 'x^ /LOGON=' };

  it('are numbers and a tab of the settings', () => {
    const made = powerChartArguments(encounter, 'chart', tabs);
    assert.equal(made, '/PERSONID=1001 /ENCNTRID=2002 /FIRSTTAB=^Kirurgisk översikt+^');
    const patient = { kind: 'patient', personId: '1001', banner: 'UT-202' } as const;
    assert.equal(powerChartArguments(patient, 'list', tabs), '/PERSONID=1001');
  });

  it('are none where a part could be another argument', () => {
    assert.equal(powerChartArguments({ ...encounter, personId: '1 /LOGON=x' }, 'chart', tabs), undefined);
    assert.equal(powerChartArguments({ ...encounter, encounterId: '2^' }, 'chart', tabs), undefined);
    assert.equal(powerChartArguments(encounter, 'booking', tabs), undefined);
    assert.equal(powerChartArguments({ kind: 'encounter', visitNumber: 'OP1' }, 'chart', tabs), undefined);
    assert.equal(powerChartArguments({ kind: 'stop', code: 'UT-409' }, 'chart', tabs), undefined);
  });
});

describe('the address of Millennium', () => {
  const template = 'https://m.example.se/p/{personId}?e={encounterId}';

  it('takes numbers in, and nothing else', () => {
    assert.equal(targetUrl(template, encounter), 'https://m.example.se/p/1001?e=2002');
    assert.equal(
      targetUrl(template, { kind: 'encounter', personId: '1', visitNumber: 'x' }),
      'https://m.example.se/p/1?e=',
    );
    assert.equal(targetUrl(template, { ...encounter, personId: '1001/../x' }), undefined);
    assert.equal(targetUrl(template, { ...encounter, encounterId: 'x' }), undefined);
    assert.equal(targetUrl(template, { kind: 'stop', code: 'UT-404' }), undefined);
  });

  it('keeps its host and its encryption', () => {
    assert.equal(targetUrl('https://m{personId}.example.se/', encounter), undefined);
    assert.equal(targetUrl('http://m.example.se/{personId}', encounter), undefined);
    assert.equal(targetUrl('nothing', encounter), undefined);
  });
});
