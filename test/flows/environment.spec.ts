import assert from 'node:assert/strict';
import { parseMasterKey } from '../../nodes/lib/store/sealing/master-key.ts';
import { isLoopback, readEnvironment, type Environment } from '../../flows/environment.ts';

function environmentOf(variables: Record<string, string>): Environment {
  const check = readEnvironment(variables, '/srv/orbit');
  assert.ok(check.ok);
  return check.environment;
}

function problemsOf(variables: Record<string, string>): string {
  const check = readEnvironment(variables, '/srv/orbit');
  assert.ok(!check.ok);
  return check.problems.join('\n');
}

describe('the environment', () => {
  it('serves this machine only, with the simulator and the sample day, when nothing is set', () => {
    assert.deepEqual(environmentOf({}), {
      host: '127.0.0.1',
      port: 1880,
      dataDir: '/srv/orbit/.data',
      token: undefined,
      adminPassword: undefined,
      stage: 'production',
      simulator: true,
      sampleDay: true,
      tls: undefined,
      trustProxy: false,
    });
  });

  it('runs without the simulator when MILLENNIUM_HOST is set', () => {
    assert.equal(environmentOf({ MILLENNIUM_HOST: '127.0.0.1' }).simulator, false);
  });

  it('is production unless something else is said, and takes no word it does not know for something else', () => {
    for (const stage of ['test', 'education', 'development', 'production'])
      assert.equal(environmentOf({ ORBIT_ENVIRONMENT: stage }).stage, stage);
    assert.equal(environmentOf({ ORBIT_ENVIRONMENT: 'Test' }).stage, 'test');
    assert.match(problemsOf({ ORBIT_ENVIRONMENT: 'prodction' }), /ORBIT_ENVIRONMENT must be one of production, test/);
  });

  it('takes an empty variable for one that is not set', () => {
    assert.equal(environmentOf({ MILLENNIUM_HOST: '', HOST: ' ' }).simulator, true);
  });

  it('sends no sample day when told so', () => {
    assert.equal(environmentOf({ ORBIT_SAMPLE_DAY: '0' }).sampleDay, false);
  });

  for (const [form, key] of [
    ['hex', 'a1'.repeat(32)],
    ['base64', Buffer.alloc(32, 251).toString('base64')],
  ] as const) {
    it(`takes a store key in ${form}`, () => {
      environmentOf({ ORBIT_STORE_KEY: key });
      assert.ok(parseMasterKey(key) !== undefined, 'as the store does');
      assert.match(problemsOf({ ORBIT_STORE_KEY: key.slice(2) }), /ORBIT_STORE_KEY must be 32 bytes/);
      assert.ok(!problemsOf({ ORBIT_STORE_KEY: key.slice(2) }).includes(key.slice(2)), 'never the key itself');
    });
  }

  const exposed = { HOST: '0.0.0.0', ORBIT_ADMIN_PASSWORD: 'p', ORBIT_TOKEN: 't', TRUST_PROXY: '1' };

  it('listens for other machines when login, token and a proxy with TLS are configured', () => {
    assert.equal(environmentOf(exposed).host, '0.0.0.0');
  });

  it('listens for other machines with a certificate of its own', () => {
    const { tls } = environmentOf({
      HOST: '::',
      ORBIT_ADMIN_PASSWORD: 'p',
      ORBIT_TOKEN: 't',
      ORBIT_TLS_CERT: 'c.pem',
      ORBIT_TLS_KEY: 'k.pem',
    });
    assert.deepEqual(tls, { certFile: 'c.pem', keyFile: 'k.pem' });
  });

  for (const variable of ['ORBIT_ADMIN_PASSWORD', 'ORBIT_TOKEN', 'TRUST_PROXY'] as const) {
    it(`refuses to listen for other machines without ${variable}, and names it`, () => {
      const { [variable]: _left, ...rest } = exposed;
      assert.match(problemsOf(rest), new RegExp(variable));
    });
  }

  it('refuses a host name other than localhost: it may resolve to anything', () => {
    assert.match(problemsOf({ HOST: 'orbit.internal' }), /other machines/);
  });

  it('refuses ports that are none, all at once', () => {
    assert.match(problemsOf({ PORT: 'eighty', MILLENNIUM_PORT: '70000' }), /PORT[^]*MILLENNIUM_PORT/);
  });

  it('knows the addresses of this machine', () => {
    assert.deepEqual(
      ['127.0.0.1', '127.1.2.3', '::1', 'localhost', '128.0.0.1', '0.0.0.0', '127.example.org'].map(isLoopback),
      [true, true, true, true, false, false, false],
    );
  });
});
