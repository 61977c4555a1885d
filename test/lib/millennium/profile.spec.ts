import assert from 'node:assert/strict';
import { ACK_RULE_ROWS, NO_ANSWER_ROWS } from '../../../nodes/lib/millennium/ack-rule-table.ts';
import {
  DEFAULT_ACK_RULES,
  parseProfile,
  PRESETS,
  PROFILE_SCHEMA,
  TABLE_NAMES,
} from '../../../nodes/lib/millennium/index.ts';
import { DEFAULT_PLAN_OPTIONS } from '../../../nodes/lib/surgery/index.ts';
import { makeProfile } from '../../support/profiles.ts';

function issuesOf(options: unknown): readonly string[] {
  const parsed = parseProfile(options);
  return parsed.ok ? [] : parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe('a hospital profile', () => {
  it('needs the code of the hospital and nothing else', () => {
    const profile = makeProfile();
    assert.equal(profile.hospital, 'SU-MOLNDAL');
    assert.equal(profile.hl7Version, '2.4');
    assert.deepEqual(profile.header, {
      sendingApplication: 'ORBIT',
      sendingFacility: '',
      sendingFacilityOid: '',
      receivingApplication: 'MILLENNIUM',
      receivingFacility: 'VGR',
      receivingFacilityOid: '',
      processingId: 'P',
      countryCode: 'SWE',
    });
    assert.deepEqual(profile.plan, DEFAULT_PLAN_OPTIONS);
    assert.equal(profile.assigningAuthority.personnummer.oid, '1.2.752.129.2.1.3.1');
    assert.deepEqual(issuesOf({}), ['/hospital is missing']);
    assert.deepEqual(issuesOf({ hospital: '' }), ['/hospital must NOT have fewer than 1 characters']);
  });

  it('fills in what a site leaves out, at every depth', () => {
    const profile = makeProfile({
      header: { sendingFacility: 'SU' },
      plan: { encounterEvent: { outpatient: 'A04' } },
      assigningAuthority: { visit: { namespace: 'FIN' } },
    });
    assert.equal(profile.header.receivingFacility, 'VGR');
    assert.deepEqual(profile.plan.encounterEvent, { inpatient: 'A05', 'day-surgery': 'A05', outpatient: 'A04' });
    assert.deepEqual(profile.assigningAuthority.visit, { namespace: 'FIN', oid: '', type: 'VN' });
  });

  it('puts the codes of a site beside the ones that come with it', () => {
    const { roles } = makeProfile({
      tables: { roles: { surgeon: { code: '1' }, perfusionist: { code: '9', text: 'Perfusionist' } } },
    }).tables;
    assert.equal(roles.surgeon?.code, '1');
    assert.equal(roles.perfusionist?.code, '9');
    assert.equal(roles.anaesthetist?.code, 'ANES');
  });

  it('reports everything that is wrong at once, by place', () => {
    const wrong = {
      hospital: 'X',
      hl7Version: '2.9',
      colour: 'green',
      header: { processingId: 'Q', sendingfacility: 'SU' },
      tables: { wards: { A: { text: 'no code' } }, beds: {} },
      ack: { overrides: [{ code: 'x' }] },
    };
    const places = issuesOf(wrong).map((issue) => issue.split(' ')[0]);
    for (const place of [
      '/hl7Version',
      '/colour',
      '/header/processingId',
      '/header/sendingfacility',
      '/tables/wards/A/code',
      '/tables/beds',
      '/ack/overrides/0/when',
    ]) {
      assert.ok(places.includes(place), place);
    }
    assert.ok(issuesOf(wrong).includes('/header/processingId must be one of P, T, D'));
    assert.ok(issuesOf(wrong).includes('/colour is not an option'));
  });

  it('refuses what is no profile at all', () => {
    for (const value of [null, 'x', 7, []]) assert.ok(issuesOf(value).length > 0);
  });

  it('refuses options that contradict each other', () => {
    const of = (options: object) => issuesOf({ hospital: 'X', ...options }).map((issue) => issue.split(' ')[0]);
    assert.deepEqual(of({ hl7Version: '2.3' }), ['/charset']);
    assert.deepEqual(of({ hl7Version: '2.3', msh18Text: 'UNICODE UTF-8' }), ['/msh18Text']);
    assert.deepEqual(of({ hl7Version: '2.3', msh18Text: 'UTF-8' }), []);
    assert.deepEqual(of({ hl7Version: '2.3', charset: '8859/1' }), []);
    assert.deepEqual(of({ timeZone: 'Europe/Atlantis' }), ['/timeZone']);
    assert.deepEqual(of({ missingCodes: { wards: 'default' } }), ['/tables/wards']);
    assert.deepEqual(of({ missingCodes: { wards: 'default' }, tables: { wards: { '*': { code: 'X' } } } }), []);
  });

  it('is not harmed by names of the insides of an object', () => {
    const options = JSON.parse(
      '{"hospital":"X","tables":{"wards":{"__proto__":{"code":"A"},"constructor":{"code":"B"}}}}',
    ) as unknown;
    const parsed = parseProfile(options);
    assert.ok(parsed.ok);
    assert.equal(new Map(Object.entries(parsed.profile.tables.wards)).get('constructor')?.code, 'B');
    assert.equal(({} as Record<string, unknown>).code, undefined);
  });

  it('carries the acknowledgement rules of the hospital in front of the table', () => {
    assert.deepEqual(makeProfile().ack, DEFAULT_ACK_RULES);
    const own = {
      code: 'own',
      when: { mode: 'any', ackCode: 'AE', errorCode: '207' },
      decision: { class: 'permanent' },
      reason: 'r',
      source: 's',
    };
    const profile = makeProfile({ ackMode: 'enhanced-commit', ack: { retryAE: true, overrides: [own] } });
    assert.deepEqual(
      profile.ack.overrides.map(({ code }) => code),
      ['own'],
    );
    assert.equal(profile.ack.rows.find(({ code }) => code === 'ae-unexplained')?.decision.class, 'transient');
  });

  it('takes another decision for any row of the acknowledgement table, and of its kind only', () => {
    const issuesOf = (decisions: object): string[] => {
      const parsed = parseProfile({ hospital: 'X', ack: { decisions } });
      return parsed.ok ? [] : parsed.issues.map(({ pointer }) => pointer).slice(0, 1);
    };
    const retry = { kind: 'slow', delayMs: 60_000, limit: 3, then: 'hold' };
    for (const { code } of ACK_RULE_ROWS) {
      assert.deepEqual(issuesOf({ [code]: { class: 'permanent' } }), [], code);
      assert.deepEqual(issuesOf({ [code]: { class: 'transient', retry } }), [], code);
      assert.deepEqual(issuesOf({ [code]: { class: 'transient' } }), [`/ack/decisions/${code}/retry`]);
      assert.deepEqual(issuesOf({ [code]: { class: 'committed' } }), [`/ack/decisions/${code}/class`]);
    }
    for (const { code } of NO_ANSWER_ROWS) {
      assert.deepEqual(issuesOf({ [code]: { class: 'uncertain', retry } }), [], code);
      assert.deepEqual(issuesOf({ [code]: { class: 'accepted' } }), [`/ack/decisions/${code}/class`]);
    }
    assert.deepEqual(issuesOf({ 'no-such-row': { class: 'permanent' } }), ['/ack/decisions/no-such-row']);
  });

  it('begins from ready-made ones, each of them valid', () => {
    for (const [name, preset] of Object.entries(PRESETS))
      assert.deepEqual(issuesOf({ hospital: 'X', ...preset }), [], name);
    assert.deepEqual(Object.keys(PRESETS), ['generic-2.4', 'millennium-barts-like', 'epic-like', 'pas-a05-a38']);
  });

  it('has a description for every option', () => {
    const undescribed: string[] = [];
    const walk = (schema: { properties?: Record<string, object>; description?: string }, path: string): void => {
      if (schema.description === undefined) undescribed.push(path);
      for (const [name, part] of Object.entries(schema.properties ?? {})) {
        if (!path.startsWith('/ack') && !path.startsWith('/encounterType')) walk(part, `${path}/${name}`);
      }
    };
    walk(PROFILE_SCHEMA as object, '');
    assert.deepEqual(undescribed, []);
    assert.equal(TABLE_NAMES.length, 14);
  });
});
