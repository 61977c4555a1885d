import assert from 'node:assert/strict';
import { clearCookie, cookieKind, setCookie } from '../../../nodes/lib/launch/login/cookies.ts';
import type { Login, SignedIn } from '../../../nodes/lib/launch/login/index.ts';
import { Browser, LoginBed } from './login-bed.ts';

const MINUTE_MS = 60_000;

describe('the session of somebody who has signed in', function () {
  this.timeout(20_000);
  let bed: LoginBed;
  let browser: Browser;

  before(async () => {
    bed = await LoginBed.start();
  });
  after(() => bed.stop());
  beforeEach(() => {
    browser = new Browser();
    bed.now = Date.now();
  });

  const signedIn = async (login: Login, returnTo?: string, person?: string): Promise<SignedIn> => {
    const answer = await login.finish(await browser.signIn(login, returnTo, person), browser.cookie);
    assert.ok(answer.ok, JSON.stringify(answer));
    browser.take(answer.cookies);
    return answer;
  };

  it('ends after fifteen minutes without a request', async () => {
    const login = bed.login();
    await signedIn(login);
    for (let turn = 0; turn < 3; turn += 1) {
      bed.now += 15 * MINUTE_MS - 1;
      assert.ok(login.sessionOf(browser.cookie) !== undefined);
    }
    bed.now += 15 * MINUTE_MS;
    assert.equal(login.sessionOf(browser.cookie), undefined);
    bed.now -= MINUTE_MS;
    assert.equal(login.sessionOf(browser.cookie), undefined, 'it came back');
  });

  it('ends after eight hours whatever happens', async () => {
    const login = bed.login();
    await signedIn(login);
    for (let minutes = 10; minutes < 480; minutes += 10) {
      bed.now += 10 * MINUTE_MS;
      assert.ok(login.sessionOf(browser.cookie) !== undefined, `after ${String(minutes)} minutes`);
    }
    bed.now += 10 * MINUTE_MS;
    assert.equal(login.sessionOf(browser.cookie), undefined);
  });

  it('ends when the user signs out, and leads to where the provider does', async () => {
    const login = bed.login();
    await signedIn(login);
    const kept = browser.cookie;
    const { cookies, location } = await login.end(kept);
    browser.take(cookies);
    assert.ok(location?.startsWith(`${bed.issuer}/end-session`));
    assert.ok(!browser.cookie.includes('uthopp='));
    assert.equal(login.sessionOf(kept), undefined);
  });

  it('has another cookie after each login, and the former one is worth nothing', async () => {
    const login = bed.login();
    await signedIn(login);
    const former = browser.cookie;
    await signedIn(login, '/', 'nurse');
    assert.equal(login.sessionOf(former), undefined);
    assert.equal(login.sessionOf(browser.cookie)?.user.displayName, 'Nils Påhittad');
  });

  it('is known by the cookie alone: not by a guess, a second one beside it, or the name of the session', async () => {
    const login = bed.login();
    const { session } = await signedIn(login);
    for (const cookie of [
      undefined,
      '',
      `uthopp=${'A'.repeat(43)}`,
      `uthopp=${session.id}`,
      `${browser.cookie}; uthopp=${'A'.repeat(43)}`,
      browser.cookie.replace('uthopp=', 'xuthopp='),
    ])
      assert.equal(login.sessionOf(cookie), undefined, cookie);
    assert.ok(login.sessionOf(`other=1; ${browser.cookie}`) !== undefined);
    assert.equal(bed.login().sessionOf(browser.cookie), undefined);
  });

  it('is kept in a cookie that no script and no other site gets hold of', async () => {
    const plain = await signedIn(bed.login());
    assert.match(plain.cookies[0] ?? '', /^uthopp=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('is marked for https, and bound to the host, wherever it is not on this machine', () => {
    const kind = cookieKind('uthopp', true);
    assert.equal(setCookie(kind, 't'), '__Host-uthopp=t; Path=/; HttpOnly; SameSite=Lax; Secure');
    assert.equal(clearCookie(kind), '__Host-uthopp=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
  });
});
