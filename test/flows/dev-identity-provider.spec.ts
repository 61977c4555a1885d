import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { startDevelopmentLogin } from '../../flows/development-login.ts';
import { readEnvironment, type Environment } from '../../flows/environment.ts';

const PROGRAM = join(import.meta.dirname, '../../flows/dev-identity-provider.ts');
const QUIET = ['--disable-warning=ExperimentalWarning'];

describe('the development identity provider', function () {
  this.timeout(15_000);

  const ended = async (env: Record<string, string>): Promise<{ code: number | null; output: string }> => {
    const child = spawn(process.execPath, [...QUIET, PROGRAM], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  };

  it('does not start where other machines could reach it', async () => {
    for (const HOST of ['0.0.0.0', '::', '10.1.2.3', 'idp.example.se']) {
      const { code, output } = await ended({ HOST });
      assert.equal(code, 78, HOST);
      assert.match(output, /serves this machine only/);
    }
    assert.equal((await ended({ ORBIT_DEV_IDP_PORT: '99999' })).code, 78);
  });

  describe('once it runs', () => {
    let child: ReturnType<typeof fork>;
    let issuer: string;

    before(async () => {
      child = fork(PROGRAM, [], { execArgv: QUIET, silent: true });
      const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
      ({ issuer } = JSON.parse(line.toString()) as { issuer: string });
    });
    after(() => child.kill());

    const authorize = (changes: Record<string, string> = {}): Promise<Response> =>
      fetch(
        `${issuer}/authorize?${new URLSearchParams({
          client_id: 'orbit-millennium',
          redirect_uri: 'http://127.0.0.1:1880/callback',
          response_type: 'code',
          scope: 'openid',
          code_challenge_method: 'S256',
          code_challenge: 'A'.repeat(43),
          state: 's',
          ...changes,
        }).toString()}`,
        { redirect: 'manual' },
      );

    it('lets one of three invented people be chosen, without a script', async () => {
      const page = await (await authorize()).text();
      assert.equal(page.split('<button').length, 4);
      assert.ok(!page.includes('<script'));
    });

    it('sends nobody to another machine', async () => {
      for (const redirect_uri of ['https://evil.example/callback', 'http://127.0.0.1.evil.example/', 'x'])
        assert.equal((await authorize({ redirect_uri })).status, 400, redirect_uri);
      assert.equal((await authorize({ client_id: 'another' })).status, 400);
    });

    it('answers nobody who reached it by another name', async () => {
      const asked = request(`${issuer}/.well-known/openid-configuration`, { headers: { Host: 'idp.example.se' } });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume: () => void }];
      answer.resume();
      assert.equal(answer.statusCode, 403);
    });

    it('takes no request without PKCE', async () => {
      for (const changes of [
        { code_challenge_method: 'plain' },
        { code_challenge: 'short' },
        { response_type: 'token' },
      ]) {
        const answer = await authorize(changes);
        assert.equal(answer.status, 303);
        assert.equal(new URL(answer.headers.get('location') ?? '').searchParams.get('error'), 'invalid_request');
      }
    });

    it('ends with the process that started it', async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    });
  });

  describe('at the start of the product', () => {
    const environmentOf = (variables: Record<string, string>): Environment => {
      const check = readEnvironment(variables, '/tmp');
      assert.ok(check.ok);
      return check.environment;
    };

    it('is started where only invented patients are about, and tells the rest where it is', async () => {
      const login = await startDevelopmentLogin(environmentOf({}));
      assert.ok(login !== undefined);
      assert.equal(login.variables.ORBIT_OIDC_ISSUER, login.issuer);
      const answer = await fetch(`${login.issuer}/.well-known/openid-configuration`);
      assert.equal(((await answer.json()) as { issuer: string }).issuer, login.issuer);
      login.stop();
    });

    it('is not started beside a real Millennium, nor where other machines come', async () => {
      assert.equal(await startDevelopmentLogin(environmentOf({ MILLENNIUM_HOST: 'm.example.se' })), undefined);
      const open = { HOST: '0.0.0.0', ORBIT_ADMIN_PASSWORD: 'p', ORBIT_TOKEN: 't', TRUST_PROXY: '1' };
      assert.equal(await startDevelopmentLogin(environmentOf(open)), undefined);
    });

    it('is not started where a provider is named', async () => {
      process.env.ORBIT_OIDC_ISSUER = 'https://idp.example.se';
      try {
        assert.equal(await startDevelopmentLogin(environmentOf({})), undefined);
      } finally {
        delete process.env.ORBIT_OIDC_ISSUER;
      }
    });
  });
});
