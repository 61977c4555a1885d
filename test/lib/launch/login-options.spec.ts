import assert from 'node:assert/strict';
import { createLogin, loginProblems, type LoginOptions } from '../../../nodes/lib/launch/login/index.ts';

const GOOD: LoginOptions = {
  issuer: 'https://idp.example.se/oidc',
  clientId: 'orbit-millennium',
  clientSecret: 'secret',
  redirectUri: 'https://uthopp.example.se/launch/login/callback',
};
const ON_THIS_MACHINE = { issuer: 'http://127.0.0.1:1999', redirectUri: 'http://localhost:1880/launch/login/callback' };

describe('the options of the login', () => {
  const good: [string, Partial<LoginOptions>][] = [
    ['https on both sides', {}],
    ['http on this machine, with no secret', { ...ON_THIS_MACHINE, clientSecret: undefined }],
    ['http on this machine over IPv6', { issuer: 'http://[::1]:1999', redirectUri: 'http://[::1]:1880/callback' }],
    ['a real provider and a callback on this machine', { redirectUri: ON_THIS_MACHINE.redirectUri }],
  ];
  for (const [name, changes] of good) {
    it(`can be ${name}`, () => assert.deepEqual(loginProblems({ ...GOOD, ...changes }), []));
  }

  const refused: [string, Partial<LoginOptions>, RegExp][] = [
    [
      'an issuer over http on another machine',
      { issuer: 'http://idp.example.se' },
      /issuer must be reached over https/,
    ],
    ['a name that only looks like this machine', { issuer: 'http://127.0.0.1.example.se' }, /issuer must be reached/],
    [
      'a callback over http on another machine',
      { redirectUri: 'http://uthopp.example.se/x' },
      /callback must be reached/,
    ],
    ['the development provider for users of other machines', { issuer: ON_THIS_MACHINE.issuer }, /for development/],
    ['no secret for a real provider', { clientSecret: undefined }, /secret is missing/],
    ['no client id', { clientId: '' }, /client id is missing/],
    ['an issuer that is no URL', { issuer: 'idp' }, /issuer is no URL/],
    ['a callback that is no URL', { redirectUri: '/callback' }, /callback is no URL/],
    ['a callback with a query', { redirectUri: `${GOOD.redirectUri}?a=1` }, /no query/],
  ];
  for (const [name, changes, problem] of refused) {
    it(`cannot be ${name}`, () => {
      const options = { ...GOOD, ...changes };
      assert.match(loginProblems(options).join(' '), problem);
      assert.throws(() => createLogin(options), problem);
    });
  }
});
