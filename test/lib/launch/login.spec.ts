import assert from 'node:assert/strict';
import type { Login, LoginFailure, SignedIn } from '../../../nodes/lib/launch/login/index.ts';
import { Browser, LoginBed, pressButton, REDIRECT_URI } from './login-bed.ts';

const SURGEON = {
  hsaId: 'SE2321000131-EX0000000101',
  displayName: 'Sara Exempelsson',
  commission: { hsaId: 'SE2321000131-EX0000000111', name: 'Läkare, kirurgi' },
  purpose: 'care',
  careUnit: { hsaId: 'SE2321000131-EX0000000121', name: 'Kirurgi, Exempelsjukhuset' },
  careProvider: { hsaId: 'SE2321000131-E000000000001', name: 'Region Exempel' },
};
const MINUTE_MS = 60_000;

describe('the login', function () {
  this.timeout(20_000);
  let bed: LoginBed;
  let browser: Browser;

  before(async () => {
    bed = await LoginBed.start();
  });
  after(() => bed.stop());
  beforeEach(async () => {
    browser = new Browser();
    bed.now = Date.now();
    await bed.tell({});
  });

  const signedIn = async (login: Login, returnTo?: string, person?: string): Promise<SignedIn> => {
    const answer = await login.finish(await browser.signIn(login, returnTo, person), browser.cookie);
    assert.ok(answer.ok, JSON.stringify(answer));
    browser.take(answer.cookies);
    return answer;
  };
  const refusal = async (login: Login, url?: string): Promise<LoginFailure> => {
    const answer = await login.finish(url ?? (await browser.signIn(login)), browser.cookie);
    assert.ok(!answer.ok, 'somebody was signed in');
    return answer;
  };

  it('knows who signed in, in which commission, and where to go on', async () => {
    const login = bed.login();
    const { session, location } = await signedIn(login, '/launch/o/v1/case/SU-1?x=1');
    assert.deepEqual(session.user, SURGEON);
    assert.equal(location, '/launch/o/v1/case/SU-1?x=1');
    assert.deepEqual(login.sessionOf(browser.cookie)?.user, SURGEON);
    assert.equal(login.sessionOf(browser.cookie)?.id, session.id);
    assert.equal((await signedIn(login, '/', 'administrator')).session.user.purpose, 'administration');
  });

  it('asks for a code with PKCE, state, nonce and the claims of a commission, and puts nothing else in the address', async () => {
    const begun = await bed.login({ scope: 'openid commission' }).begin('/launch/o/v1/case/SU-1');
    assert.ok(begun.ok);
    const url = new URL(begun.location);
    const query = Object.fromEntries(url.searchParams);
    assert.equal(url.origin, bed.issuer);
    const { state, nonce, code_challenge, claims, ...rest } = query;
    assert.deepEqual(rest, {
      client_id: 'orbit-millennium',
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid commission',
      code_challenge_method: 'S256',
    });
    for (const value of [state, nonce, code_challenge]) assert.match(value ?? '', /^[\w-]{43}$/);
    const { id_token } = JSON.parse(claims ?? '') as { id_token: Record<string, unknown> };
    assert.deepEqual(id_token.employeeHsaId, { essential: true });
    assert.ok(!begun.location.includes('SU-1'));
    const again = await bed.login().begin('/');
    assert.ok(again.ok);
    const other = Object.fromEntries(new URL(again.location).searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) assert.notEqual(other[name], query[name]);
  });

  const crooked: [string, Parameters<LoginBed['tell']>[0], string][] = [
    ['for another client', { claims: { aud: 'another-client' } }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    [
      'for us among others, without saying for whom',
      { claims: { aud: ['orbit-millennium', 'x'] } },
      'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
    ],
    ['with the nonce of another login', { claims: { nonce: 'another' } }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['without a nonce', { claims: { nonce: null } }, 'OAUTH_INVALID_RESPONSE'],
    ['of another issuer', { claims: { iss: 'https://idp.example.se' } }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['that has expired', { claims: { exp: 1_700_000_000 } }, 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['that never expires', { claims: { exp: null } }, 'OAUTH_INVALID_RESPONSE'],
    ['that is not valid yet', { claims: { nbf: 4_000_000_000 } }, 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['without a signature', { header: { alg: 'none' } }, 'OAUTH_INVALID_RESPONSE'],
    ['that names another algorithm', { header: { alg: 'HS256' } }, 'OAUTH_INVALID_RESPONSE'],
    ['signed by somebody else', { badSignature: true }, 'OAUTH_INVALID_RESPONSE'],
    ['signed with a key the provider has not', { header: { kid: 'another' } }, 'OAUTH_KEY_SELECTION_FAILED'],
  ];
  for (const [name, crookedness, detail] of crooked) {
    it(`believes no token ${name}`, async () => {
      await bed.tell(crookedness);
      const login = bed.login();
      assert.deepEqual(await refusal(login), { ok: false, class: 'refused', code: 'token-invalid', detail });
      assert.equal(login.sessionOf(browser.cookie), undefined);
    });
  }

  it('takes a state once', async () => {
    const login = bed.login();
    const callback = await browser.signIn(login);
    assert.ok((await login.finish(callback, browser.cookie)).ok);
    assert.equal((await refusal(login, callback)).code, 'state-unknown');
  });

  it('takes no state that it has not given, none twice in one address, and none after ten minutes', async () => {
    const login = bed.login();
    const callback = await browser.signIn(login);
    const changed = new URL(callback);
    changed.searchParams.set('state', 'A'.repeat(43));
    assert.equal((await refusal(login, changed.href)).code, 'state-unknown');
    assert.equal((await refusal(login, `${callback}&state=x`)).code, 'state-unknown');
    changed.searchParams.delete('state');
    assert.equal((await refusal(login, changed.href)).code, 'state-unknown');
    bed.now += 10 * MINUTE_MS;
    assert.equal((await refusal(login, callback)).code, 'state-unknown');
  });

  it("signs nobody in with the answer to somebody else's login", async () => {
    const login = bed.login();
    const callback = await new Browser().signIn(login);
    assert.equal((await refusal(login, callback)).code, 'state-of-another-browser');
    await browser.signIn(login);
    assert.equal((await refusal(login, await new Browser().signIn(login))).code, 'state-of-another-browser');
  });

  it('believes no code of another login of the same browser', async () => {
    const login = bed.login();
    const [one, two] = [new URL(await browser.signIn(login)), new URL(await browser.signIn(login))];
    one.searchParams.set('code', two.searchParams.get('code') ?? '');
    assert.deepEqual(await refusal(login, one.href), {
      ok: false,
      class: 'refused',
      code: 'provider-refused',
      detail: 'invalid_grant',
    });
  });

  it('believes no answer that names another issuer', async () => {
    const login = bed.login();
    const callback = new URL(await browser.signIn(login));
    callback.searchParams.set('iss', 'https://idp.example.se');
    assert.equal((await refusal(login, callback.href)).code, 'token-invalid');
  });

  it('finishes the logins of two tabs of one browser, each to its own end', async () => {
    const login = bed.login();
    const first = await browser.signIn(login, '/launch/c/first');
    const second = await browser.signIn(login, '/launch/c/second');
    const ends = [await login.finish(second, browser.cookie), await login.finish(first, browser.cookie)];
    assert.deepEqual(
      ends.map((end) => end.ok && end.location),
      ['/launch/c/second', '/launch/c/first'],
    );
  });

  it('goes by the parameters of the callback alone, whatever host a proxy names', async () => {
    const login = bed.login();
    const { search } = new URL(await browser.signIn(login));
    assert.ok((await login.finish(`/somewhere/else${search}`, browser.cookie)).ok);
  });

  it('says what the provider said no with', async () => {
    const login = bed.login();
    assert.deepEqual(await refusal(login, await browser.signIn(login, '/', 'nobody')), {
      ok: false,
      class: 'refused',
      code: 'provider-refused',
      detail: 'access_denied',
    });
  });

  it('says that the client is not the one the provider knows', async () => {
    const login = bed.login({ clientSecret: 'wrong' });
    const { code, detail } = await refusal(login);
    assert.deepEqual([code, detail], ['provider-refused', 'invalid_client']);
  });

  it('takes claims that are not in the token from the provider, and not those of somebody else', async () => {
    await bed.tell({ claims: { employeeHsaId: null, commissionName: null } });
    assert.deepEqual((await signedIn(bed.login())).session.user, SURGEON);
    await bed.tell({ claims: { employeeHsaId: null, sub: 'somebody-else' } });
    assert.equal((await refusal(bed.login())).code, 'token-invalid');
  });

  it('signs in nobody whose access could not be accounted for, and names the claims', async () => {
    await bed.tell({ claims: { commissionPurpose: 'Nyfikenhet', employeeHsaId: 'x y', healthCareUnitHsaId: 17 } });
    assert.deepEqual(await refusal(bed.login()), {
      ok: false,
      class: 'refused',
      code: 'claims-missing',
      detail: 'employeeHsaId commissionPurpose healthCareUnitHsaId',
    });
  });

  it('asks for a level of assurance, and takes no other', async () => {
    const acrValues = ['http://id.sambi.se/loa/loa3'];
    const begun = await bed.login({ acrValues }).begin('/');
    assert.ok(begun.ok);
    assert.equal(new URL(begun.location).searchParams.get('acr_values'), acrValues[0]);
    await signedIn(bed.login({ acrValues }));
    await bed.tell({ claims: { acr: 'http://id.sambi.se/loa/loa2' } });
    assert.equal((await refusal(bed.login({ acrValues }))).code, 'login-too-weak');
  });

  it('returns to a path of its own only', async () => {
    const login = bed.login();
    for (const elsewhere of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:x',
      '',
      '/a\nb',
    ]) {
      const begun = await login.begin(elsewhere);
      assert.ok(!begun.ok && begun.code === 'return-elsewhere', elsewhere);
    }
  });

  it('says that the provider is out of reach, and asks again the next time', async () => {
    const other = await LoginBed.start();
    const login = bed.login({ issuer: other.issuer });
    const callback = await browser.signIn(login);
    await other.stop();
    const failure = { ok: false, class: 'unavailable', code: 'provider-unavailable' };
    assert.deepEqual(await login.finish(callback, browser.cookie), failure);
    const fresh = bed.login({ issuer: other.issuer });
    assert.deepEqual(await fresh.begin('/'), failure);
    assert.deepEqual(await fresh.begin('/'), failure);
    assert.equal((await fresh.end(undefined)).location, undefined);
  });

  it('takes nobody for the provider who calls himself something else', async () => {
    const login = bed.login({ issuer: bed.issuer.replace('127.0.0.1', 'localhost') });
    const begun = await login.begin('/');
    assert.ok(!begun.ok);
  });

  it('has a provider that gives no token to a client that does not prove which one it is', async () => {
    const begun = await bed.login().begin('/');
    assert.ok(begun.ok);
    const callback = await pressButton(begun.location, 'surgeon');
    const redeem = async (): Promise<number> =>
      (
        await fetch(`${bed.issuer}/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'authorization_code',
            code: new URL(callback).searchParams.get('code') ?? '',
            redirect_uri: REDIRECT_URI,
            code_verifier: 'x'.repeat(43),
          }),
        })
      ).status;
    assert.equal(await redeem(), 401);
  });
});
