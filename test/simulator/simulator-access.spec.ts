import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { accessOf } from '../../nodes/orbit-millennium-simulator/simulator-access.ts';

const request = (remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { host: 'localhost:1880', ...headers } }) as unknown as IncomingMessage;

describe('access to the simulator', () => {
  it('is open to programs on this machine', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1']) {
      assert.equal(accessOf(request(address), {}), 'granted', address);
    }
    for (const host of ['127.0.0.1:1880', '[::1]:1880', 'LOCALHOST']) {
      assert.equal(accessOf(request('::1', { host }), {}), 'granted', host);
    }
    assert.equal(
      accessOf(request('::1', { origin: 'http://localhost:1880', 'sec-fetch-site': 'same-origin' }), {}),
      'granted',
    );
  });

  it('needs the token from other machines, and everywhere behind a proxy', () => {
    for (const address of ['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '']) {
      assert.equal(accessOf(request(address), { ORBIT_TOKEN: 't' }), 'token-needed', address);
      assert.equal(accessOf(request(address, { authorization: 'Bearer t' }), { ORBIT_TOKEN: 't' }), 'granted', address);
    }
    assert.equal(accessOf(request('127.0.0.1'), { TRUST_PROXY: '1' }), 'token-needed');
    assert.equal(accessOf(request('127.0.0.1'), { TRUST_PROXY: '0' }), 'granted');
    assert.equal(accessOf(request('10.0.0.7', { authorization: 'Bearer ' }), {}), 'token-needed', 'no token is no key');
  });

  it('is closed to pages of other sites in a browser on this machine', () => {
    for (const headers of [
      { host: 'rebound.example' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      assert.equal(accessOf(request('127.0.0.1', headers as Record<string, string>), {}), 'foreign-page');
    }
  });
});
