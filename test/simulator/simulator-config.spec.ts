import assert from 'node:assert/strict';
import { isWanted, optionsOf, type SimulatorDef } from '../../nodes/orbit-millennium-simulator/simulator-config.ts';
import { DEFAULT_RULES } from '../../nodes/orbit-millennium-simulator/system-rules.ts';

const def = (changes: Partial<SimulatorDef> = {}): SimulatorDef => ({
  id: 'simulator',
  type: 'orbit-millennium-simulator',
  name: '',
  z: '',
  host: '',
  port: '',
  start: 'no-millennium',
  journal: true,
  delayMs: 0,
  ...changes,
});

describe('the simulator’s dialog', () => {
  it('left empty means this machine, port 2575, no journal without a data folder, and the usual rules', () => {
    const expected = { host: '127.0.0.1', port: 2575, delayMs: 0, rules: DEFAULT_RULES };
    assert.deepEqual(optionsOf(def(), {}), expected);
  });

  it('goes before the environment, and the environment before the defaults', () => {
    const env = { MILLENNIUM_PORT: '3000', ORBIT_DATA_DIR: '/data' };
    assert.equal(optionsOf(def(), env).port, 3000);
    assert.equal(optionsOf(def({ port: 4000 }), env).port, 4000);
    assert.equal(optionsOf(def(), env).journalFile, '/data/simulator.jsonl');
    assert.equal(optionsOf(def({ journal: false }), env).journalFile, undefined);
    assert.equal(optionsOf(def({ host: '0.0.0.0', delayMs: '20' }), env).delayMs, 20);
  });

  for (const rule of [
    'strictCancels',
    'encounterFromSiu',
    'acceptUnknownEncounters',
    'acceptRepeatedPreadmit',
    'optionalActionCodes',
  ] as const) {
    it(`turns on ${rule} and nothing else`, () => {
      assert.deepEqual(optionsOf(def({ [rule]: true }), {}).rules, { ...DEFAULT_RULES, [rule]: true });
    });
  }

  it('names the processing id and the zone', () => {
    const rules = { ...DEFAULT_RULES, expectedProcessingId: 'T', siteZone: 'Europe/Helsinki' };
    assert.deepEqual(optionsOf(def({ expectedProcessingId: 'T', siteZone: 'Europe/Helsinki' }), {}).rules, rules);
    assert.deepEqual(optionsOf(def({ expectedProcessingId: '', siteZone: '' }), {}).rules, DEFAULT_RULES);
  });

  it('listens over TLS where a certificate is named, and asks peers for theirs where authorities are', () => {
    assert.equal(optionsOf(def(), {}).tls, undefined);
    const files = { certFile: '/no/such/cert.pem', keyFile: '/no/such/key.pem' };
    const open = optionsOf(def(files), {}).tls;
    assert.equal(open?.clientCertificate, 'none');
    assert.deepEqual(open.credentials(), { ok: false, code: 'tls-certificate-missing' });
    const closed = optionsOf(def({ ...files, caFile: '/no/such/ca.pem' }), {}).tls;
    assert.equal(closed?.clientCertificate, 'required');
    assert.deepEqual(closed.credentials(), { ok: false, code: 'tls-ca-missing' });
  });

  it('wants no simulator where a Millennium is named', () => {
    assert.equal(isWanted(def(), {}), true);
    assert.equal(isWanted(def(), { MILLENNIUM_HOST: ' ' }), true);
    assert.equal(isWanted(def(), { MILLENNIUM_HOST: 'millennium.example' }), false);
    assert.equal(isWanted(def({ start: 'always' }), { MILLENNIUM_HOST: 'millennium.example' }), true);
  });
});
