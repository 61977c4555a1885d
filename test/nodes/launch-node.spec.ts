import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LaunchRequest } from '../../nodes/lib/launch/index.ts';
import { readDialog, type LaunchDef } from '../../nodes/orbit-launch/dialog-settings.ts';
import { openLaunchServer, SharedLaunchRoute } from '../../nodes/orbit-launch/launch-server.ts';
import { freePort } from '../support/free-port.ts';

const ENV = { ORBIT_OIDC_ISSUER: 'https://idp.example.se/realm', ORBIT_OIDC_CLIENT_ID: 'orbit' };
const KEY = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };

const def = (changes: Partial<LaunchDef> = {}): LaunchDef => ({
  id: 'n',
  type: 'orbit-launch',
  z: 't',
  name: '',
  store: 's',
  port: '',
  publicOrigin: '',
  oidcIssuer: '',
  oidcClientId: '',
  issuers: '',
  ticketSeconds: '60',
  way: 'manual',
  template: '',
  tabChart: '',
  tabBooking: '',
  tabAnaesthesia: '',
  ...changes,
});

describe('the dialog of the launch', () => {
  const codeOf = (changes: Partial<LaunchDef>, env: Record<string, string> = ENV): string => {
    const read = readDialog(def(changes), env, undefined);
    return read.ok ? 'ok' : read.code;
  };

  it('leaves to the environment what it does not say', () => {
    const read = readDialog(def(), { ...ENV, PORT: '1999', ORBIT_OIDC_CLIENT_SECRET: 'of the environment' }, '');
    assert.ok(read.ok);
    assert.equal(read.settings.publicOrigin, 'http://127.0.0.1:1999');
    assert.deepEqual(read.settings.loginOrigins, ['https://idp.example.se']);
    assert.deepEqual(read.signIn, {
      issuer: ENV.ORBIT_OIDC_ISSUER,
      clientId: 'orbit',
      clientSecret: 'of the environment',
      redirectUri: 'http://127.0.0.1:1999/launch/callback',
    });
    assert.equal(read.port, undefined);
  });

  it('goes before the environment', () => {
    const said = {
      publicOrigin: 'https://launch.example.se/',
      oidcIssuer: 'https://other.example.se',
      oidcClientId: 'x',
      port: '1881',
    };
    const read = readDialog(def({ ...said, tabChart: 'Översikt', ticketSeconds: 900 }), ENV, 'of the dialog');
    assert.ok(read.ok);
    assert.equal(read.signIn.redirectUri, 'https://launch.example.se/launch/callback');
    assert.deepEqual(
      [read.signIn.issuer, read.signIn.clientId, read.signIn.clientSecret],
      ['https://other.example.se', 'x', 'of the dialog'],
    );
    assert.deepEqual([read.port, read.settings.tabs, read.settings.ticketSeconds], [1881, { chart: 'Översikt' }, 120]);
  });

  it('is refused for what cannot be used, by a code', () => {
    assert.equal(codeOf({}, {}), 'no-login');
    assert.equal(codeOf({ oidcIssuer: 'nothing' }), 'no-login');
    assert.equal(codeOf({ publicOrigin: 'https://launch.example.se/below' }), 'origin');
    assert.equal(codeOf({ way: 'address', template: 'http://m.example.se/{personId}' }), 'template');
    assert.equal(codeOf({ way: 'address', template: 'https://m.example.se/' }), 'template');
    assert.equal(codeOf({ way: 'address', template: 'https://m.example.se/{personId}' }), 'ok');
    assert.equal(codeOf({ way: 'launcher' }), 'ok');
  });

  it('takes public keys of issuers, and nothing that is secret', () => {
    const issuersOf = (...keys: object[]): string =>
      codeOf({ issuers: JSON.stringify([{ name: 'orbit', keys: { keys } }]) });
    assert.equal(issuersOf(KEY), 'ok');
    assert.equal(issuersOf(), 'issuers');
    assert.equal(issuersOf({ ...KEY, d: 'private' }), 'issuers');
    assert.equal(issuersOf({ kty: 'oct', k: 'shared' }), 'issuers');
    for (const text of ['{', '{}', '[null]', '[{"name":"orbit"}]', '[{"name":1,"keys":{"keys":[]}}]'])
      assert.equal(codeOf({ issuers: text }), 'issuers', text);
  });
});

describe('the server of the launch', () => {
  const seen: LaunchRequest[] = [];
  const answer = (
    request: LaunchRequest,
  ): Promise<{ status: number; headers: Record<string, string[]>; body: string } | undefined> => {
    seen.push(request);
    if (request.path === '/nowhere') return Promise.resolve(undefined);
    if (request.path === '/broken') return Promise.reject(new Error('broken'));
    return Promise.resolve({ status: 200, headers: { 'Set-Cookie': ['a=1', 'b=2'] }, body: 'here' });
  };

  it('hands requests on as they are, on a port of its own', async () => {
    const port = await freePort();
    const server = await openLaunchServer(port, answer);
    const base = `http://127.0.0.1:${String(port)}`;
    try {
      const response = await fetch(`${base}/launch/go?lang=en`, {
        method: 'POST',
        body: 'ticket=x',
        headers: { cookie: 'c=1' },
      });
      assert.deepEqual(
        [response.status, await response.text(), response.headers.getSetCookie()],
        [200, 'here', ['a=1', 'b=2']],
      );
      const [request] = seen;
      assert.deepEqual(
        [
          request?.method,
          request?.path,
          request?.query.get('lang'),
          request?.body,
          request?.headers.cookie,
          request?.clientAddress,
        ],
        ['POST', '/go', 'en', 'ticket=x', 'c=1', '127.0.0.1'],
      );
      const statusOf = async (path: string, init: RequestInit = {}): Promise<number> =>
        (await fetch(`${base}${path}`, init)).status;
      assert.equal(await statusOf('/admin/'), 404);
      assert.equal(await statusOf('/launch/nowhere'), 404);
      assert.equal(await statusOf('/launch/broken'), 500);
      assert.equal(await statusOf('/launch/go', { method: 'POST', body: 'x'.repeat(70_000) }), 413);
    } finally {
      await server.close();
    }
  });

  it('shares the editor’s server, and asks for patience while its node is deployed anew', async () => {
    let use: ((request: unknown, response: unknown, next: () => void) => void) | undefined;
    const app = { use: (handler: typeof use) => (use = handler) };
    const shared = new SharedLaunchRoute(app as never);
    const server: Server = createServer((request, response) => {
      use?.(request, response, () => response.writeHead(404).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/launch/go`;
    const status = async (): Promise<number> => (await fetch(url)).status;
    try {
      assert.equal(await status(), 404);
      assert.equal(shared.take(answer), true);
      assert.equal(
        shared.take(() => Promise.resolve(undefined)),
        false,
      );
      assert.equal(await status(), 200);
      shared.leave(answer);
      assert.equal(await status(), 503);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
