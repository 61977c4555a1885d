/** Signs users in with an identity provider (OpenID Connect, code flow with PKCE) and remembers who is signed in. Knows no HTTP server. */
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { clearCookie, cookieKind, hashOf, newToken, readCookie, setCookie } from './cookies.ts';
import { IdentityProvider } from './identity-provider.ts';
import { missingClaims, readUser } from './launch-claims.ts';
import { loginFailure, type LoginFailure } from './login-failure.ts';
import { DEFAULTS, loginProblems, type LoginOptions } from './login-options.ts';
import { PendingLogins, type PendingLogin } from './pending-logins.ts';
import { Sessions, type Session } from './sessions.ts';

/** Where the browser is sent with 303, and the cookies it gets on the way. */
export interface Redirect {
  ok: true;
  location: string;
  cookies: readonly string[];
}

export interface SignedIn extends Redirect {
  session: Session;
}

export interface Login {
  /**
   * @param returnTo path of this service to go on to, kept here and in no URL
   * @param cookie the `Cookie` header: a second tab of the browser keeps the first one's login alive
   */
  begin: (returnTo: string, cookie?: string) => Promise<Redirect | LoginFailure>;
  /**
   * @param url of the callback as it was asked for, path or whole
   * @param cookie the `Cookie` header
   */
  finish: (url: string, cookie: string | undefined) => Promise<SignedIn | LoginFailure>;
  /** @param cookie the `Cookie` header. Undefined: nobody is signed in, or not any more. */
  sessionOf: (cookie: string | undefined) => Session | undefined;
  /** Signs out here; `location` leads to where the provider does the same. */
  end: (cookie: string | undefined) => Promise<{ cookies: readonly string[]; location: string | undefined }>;
}

/** A path and nothing that a browser might take for another host. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/;

/** @throws Error when the options cannot be used; loginProblems says why */
export function createLogin(options: LoginOptions): Login {
  const problems = loginProblems(options);
  if (problems.length > 0) throw new Error(problems.join(' '));
  const { redirectUri, acrValues, idleMs = DEFAULTS.idleMs, maxMs = DEFAULTS.maxMs, now = Date.now } = options;
  const isSecure = new URL(redirectUri).protocol === 'https:';
  const sessionCookie = cookieKind('uthopp', isSecure);
  const browserCookie = cookieKind('uthopp-login', isSecure);
  const provider = new IdentityProvider(options, now);
  const pending = new PendingLogins();
  const sessions = new Sessions({ idleMs, maxMs });

  const begin: Login['begin'] = async (returnTo, cookie) => {
    if (!OWN_PATH.test(returnTo)) return loginFailure('return-elsewhere');
    const known = readCookie(browserCookie, cookie);
    const browserToken = known !== undefined && pending.isBegunBy(known) ? known : newToken();
    const login: PendingLogin = {
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      browserHash: hashOf(browserToken),
      returnTo,
    };
    const answer = await provider.begin(login);
    if (!answer.ok) return answer;
    pending.add(login, now());
    return { ok: true, location: answer.value, cookies: [setCookie(browserCookie, browserToken)] };
  };

  const finish: Login['finish'] = async (url, cookie) => {
    const callback = new URL(redirectUri);
    // Behind a proxy the address of the request is not the registered one; only its parameters count.
    callback.search = new URL(url, redirectUri).search;
    const [state, ...more] = callback.searchParams.getAll('state');
    const login = state === undefined || more.length > 0 ? undefined : pending.take(state, now());
    if (login === undefined) return loginFailure('state-unknown');
    const browserToken = readCookie(browserCookie, cookie);
    if (browserToken === undefined || hashOf(browserToken) !== login.browserHash)
      return loginFailure('state-of-another-browser');
    const answer = await provider.claims(callback, login);
    if (!answer.ok) return answer;
    const claims = answer.value;
    if (acrValues !== undefined && !acrValues.includes(String(claims.acr))) return loginFailure('login-too-weak');
    const user = readUser(claims);
    if (user === undefined) return loginFailure('claims-missing', missingClaims(claims).join(' '));
    const former = readCookie(sessionCookie, cookie);
    if (former !== undefined) sessions.end(former);
    const { session, token } = sessions.begin(user, now());
    return { ok: true, session, location: login.returnTo, cookies: [setCookie(sessionCookie, token)] };
  };

  return {
    begin,
    finish,
    sessionOf: (cookie) => {
      const token = readCookie(sessionCookie, cookie);
      return token === undefined ? undefined : sessions.find(token, now());
    },
    end: async (cookie) => {
      const token = readCookie(sessionCookie, cookie);
      if (token !== undefined) sessions.end(token);
      return { cookies: [clearCookie(sessionCookie)], location: await provider.endSessionUrl() };
    },
  };
}
