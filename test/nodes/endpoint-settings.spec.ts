import assert from 'node:assert/strict';
import { migrateConfig } from '../../nodes/lib/runtime/config-migration.ts';
import { readDialog } from '../../nodes/orbit-endpoint/dialog-values.ts';
import type { EndpointDef } from '../../nodes/orbit-endpoint/endpoint-def.ts';
import { plainRefusal, settingsOf } from '../../nodes/orbit-endpoint/endpoint-settings.ts';
import { ENDPOINT_CONFIG_VERSION, endpointMigrations } from '../../nodes/orbit-endpoint/migrations.ts';

/** As it was saved before there was TLS. */
const VERSION_1 = {
  id: 'e1',
  type: 'orbit-endpoint',
  z: '',
  name: 'millennium',
  store: 's1',
  host: '',
  port: '',
  connections: 4,
  connectTimeoutS: 10,
  ackTimeoutS: 30,
  retryMinS: 2,
  retryMaxS: 60,
  uncertain: 'hold',
  configVersion: 1,
} as unknown as EndpointDef;

const migrated = (changes: Partial<EndpointDef> = {}): EndpointDef => ({
  ...migrateConfig(VERSION_1, ENDPOINT_CONFIG_VERSION, endpointMigrations),
  ...changes,
});

describe('the settings of an endpoint', () => {
  it('of version 1 mean what they meant', () => {
    assert.deepEqual(settingsOf(migrated(), {}), {
      host: '127.0.0.1',
      port: 2575,
      tls: undefined,
      refusal: undefined,
      connectTimeoutMs: 10_000,
      writeTimeoutMs: 30_000,
      ackTimeoutMs: 30_000,
      keepAliveMs: 30_000,
      maxFrameBytes: 1_048_576,
      commitBlocks: false,
      whenIdle: 'keep',
      idleMs: 300_000,
      allowProbe: false,
      acks: undefined,
    });
    assert.equal(migrated().uncertain, 'hold');
  });

  it('keep what was set when they are migrated again', () => {
    const saved = { ...migrated({ tls: true, keepAliveS: 5 }), configVersion: 1 };
    const again = migrateConfig(saved, ENDPOINT_CONFIG_VERSION, endpointMigrations);
    assert.deepEqual([again.tls, again.keepAliveS], [true, 5]);
  });

  it('take host and port from the dialog, then from the environment', () => {
    const env = { MILLENNIUM_HOST: ' 127.0.0.9 ', MILLENNIUM_PORT: '3000' };
    const { host, port } = settingsOf(migrated(), env);
    assert.deepEqual([host, port], ['127.0.0.9', 3000]);
    const own = settingsOf(migrated({ host: 'localhost', port: 0 }), env);
    assert.deepEqual([own.host, own.port], ['localhost', 0]);
    assert.equal(settingsOf(migrated({ host: ' ' }), {}).host, '127.0.0.1');
  });

  it('read the names and files of TLS', () => {
    const { tls } = settingsOf(
      migrated({
        tls: true,
        caFile: ' /ca.pem ',
        certFile: '/cert.pem',
        keyFile: '/key.pem',
        servername: 'millennium.test',
        pinnedNames: 'a.test, urn:oid:1.2 \n Region function,,',
        minVersion: 'TLSv1.3',
      }),
      {},
    );
    assert.deepEqual(tls, {
      paths: { ca: '/ca.pem', cert: '/cert.pem', key: '/key.pem' },
      minVersion: 'TLSv1.3',
      servername: 'millennium.test',
      pinnedNames: ['a.test', 'urn:oid:1.2', 'Region function'],
    });
    assert.deepEqual(settingsOf(migrated({ tls: true }), {}).tls, {
      paths: {},
      minVersion: 'TLSv1.2',
      servername: undefined,
      pinnedNames: [],
    });
  });

  it('send no probe of their own accord where none is allowed', () => {
    assert.equal(settingsOf(migrated({ whenIdle: 'probe' }), {}).whenIdle, 'keep');
    assert.equal(settingsOf(migrated({ whenIdle: 'probe', allowProbe: true }), {}).whenIdle, 'probe');
    assert.equal(settingsOf(migrated({ whenIdle: 'reopen' }), {}).whenIdle, 'reopen');
  });
});

describe('messages without TLS', () => {
  it('go to this machine always', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost'])
      assert.equal(plainRefusal(host, false, 'production'), undefined);
  });

  it('go to no other machine unless it is allowed', () => {
    for (const stage of [undefined, 'production', 'test'])
      assert.equal(plainRefusal('millennium.test', false, stage), 'plain-off-loopback');
  });

  for (const stage of [undefined, '', 'production', 'Production', 'prod', 'prodction', 'testing', ' ']) {
    it(`do not go to another machine where ORBIT_ENVIRONMENT is ${stage === undefined ? 'not set' : `"${stage}"`}, allowed or not`, () =>
      assert.equal(plainRefusal('10.0.0.1', true, stage), 'plain-in-production'));
  }

  for (const stage of ['test', 'education', 'development', ' Test ']) {
    it(`go to another machine where it is allowed and ORBIT_ENVIRONMENT is "${stage}"`, () =>
      assert.equal(plainRefusal('10.0.0.1', true, stage), undefined));
  }

  it('are judged by the host of the environment as by that of the dialog', () => {
    const env = { MILLENNIUM_HOST: 'millennium.test' };
    assert.equal(settingsOf(migrated(), env).refusal, 'plain-off-loopback');
    assert.equal(settingsOf(migrated({ allowPlain: true }), env).refusal, 'plain-in-production');
    assert.equal(settingsOf(migrated({ allowPlain: true }), { ...env, ORBIT_ENVIRONMENT: 'test' }).refusal, undefined);
    assert.equal(settingsOf(migrated({ tls: true }), env).refusal, undefined);
  });
});

describe('the dialog before it is saved', () => {
  const none = (): string => '';

  it('is read as it will be saved; numbers come as text', () => {
    const def = readDialog({ host: 'a.test', port: '2575', connections: '8', tls: true, ackTimeoutS: '5' }, none);
    assert.ok(def !== undefined);
    const { host, port, tls, ackTimeoutMs, connectTimeoutMs } = settingsOf(def, {});
    assert.deepEqual(
      [host, port, tls?.pinnedNames, ackTimeoutMs, connectTimeoutMs],
      ['a.test', 2575, [], 5_000, 10_000],
    );
  });

  it('has the values of the environment put in', () => {
    const asked: string[] = [];
    const def = readDialog({ host: '${M_HOST}', port: '${M_PORT}', caFile: '/x/${NOT}' }, (name) => {
      asked.push(name);
      return name === 'M_HOST' ? 'b.test' : '99';
    });
    assert.ok(def !== undefined);
    assert.deepEqual([def.host, def.port, def.caFile], ['b.test', '99', '/x/${NOT}']);
    assert.deepEqual(asked, ['M_HOST', 'M_PORT']);
  });

  it('leaves out what is not of its form', () => {
    const def = readDialog({ host: 1, tls: 'yes', pinnedNames: ['a'], __proto__: { port: 1 }, other: true }, none);
    assert.deepEqual([def?.host, def?.tls, def?.pinnedNames, def?.port], ['', false, '', '']);
    assert.ok(def !== undefined && !('other' in def));
    for (const sent of [undefined, null, 'text', 3, []]) assert.equal(readDialog(sent, none), undefined);
  });
});
