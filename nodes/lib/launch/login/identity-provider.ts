/** The conversation with the identity provider, through openid-client: what is asked for, and what of the answer is believed. */
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientError,
  clockTolerance,
  ClientSecretBasic,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type Configuration,
} from 'openid-client';
import { claimsParameter, missingClaims, type Claims } from './launch-claims.ts';
import { loginFailure, type LoginFailure } from './login-failure.ts';
import { DEFAULTS, type LoginOptions } from './login-options.ts';
import type { PendingLogin } from './pending-logins.ts';

const TIMEOUT_SECONDS = 5;
/** Clocks of two machines. */
const TOLERANCE_SECONDS = 5;
/** Providers move their addresses seldom, and announce it. */
const DISCOVERY_MS = 3_600_000;

export type Answer<T> = { ok: true; value: T } | LoginFailure;

export class IdentityProvider {
  readonly #options: LoginOptions;
  readonly #now: () => number;
  #known: { configuration: Promise<Configuration>; until: number } | undefined;

  constructor(options: LoginOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** The address the browser is sent to. */
  async begin({ state, nonce, codeVerifier }: PendingLogin): Promise<Answer<string>> {
    return this.#ask(async (configuration) => {
      const { redirectUri, scope = DEFAULTS.scope, acrValues } = this.#options;
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        claims: claimsParameter(),
        ...(acrValues === undefined ? {} : { acr_values: acrValues.join(' ') }),
      });
      return url.href;
    });
  }

  /**
   * Exchanges the code for the claims of the user.
   * @param callback the registered address with the parameters the provider sent
   */
  async claims(callback: URL, { state, nonce, codeVerifier }: PendingLogin): Promise<Answer<Claims>> {
    return this.#ask(async (configuration) => {
      const tokens = await authorizationCodeGrant(configuration, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined || missingClaims(claims).length === 0) return claims ?? {};
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { ...more, ...claims };
    });
  }

  /** Where the user signs out of the provider as well. Undefined: it has no such place, or is not reached. */
  async endSessionUrl(): Promise<string | undefined> {
    const answer = await this.#ask((configuration) =>
      Promise.resolve(
        configuration.serverMetadata().end_session_endpoint === undefined
          ? undefined
          : buildEndSessionUrl(configuration).href,
      ),
    );
    return answer.ok ? answer.value : undefined;
  }

  async #ask<T>(question: (configuration: Configuration) => Promise<T>): Promise<Answer<T>> {
    try {
      return { ok: true, value: await question(await this.#configuration()) };
    } catch (cause) {
      return failureOf(cause);
    }
  }

  #configuration(): Promise<Configuration> {
    const now = this.#now();
    if (this.#known !== undefined && this.#known.until > now) return this.#known.configuration;
    const configuration = this.#discover();
    const known = { configuration, until: now + DISCOVERY_MS };
    this.#known = known;
    // The next one asks again.
    configuration.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return configuration;
  }

  #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    return discovery(
      url,
      clientId,
      { [clockTolerance]: TOLERANCE_SECONDS },
      clientSecret === undefined ? None() : ClientSecretBasic(clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        execute: [
          // By itself the library trusts the connection a token came over; the signature is checked as well.
          enableNonRepudiationChecks,
          // The options have been checked: http is for a provider on this machine only.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to make it stand out, as it does here
          ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
        ],
      },
    );
  }
}

/** Codes of the library that are about reaching the provider, not about what it says. */
const OUT_OF_REACH: readonly string[] = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_INVALID_SERVER_METADATA',
];

/** The texts of these errors may hold what was in the token; only their codes are passed on. */
function failureOf(cause: unknown): LoginFailure {
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError)
    return loginFailure('provider-refused', codeOf(cause.error));
  if (cause instanceof WWWAuthenticateChallengeError) return loginFailure('provider-refused', 'userinfo');
  if (cause instanceof ClientError) {
    const code = cause.code ?? '';
    return OUT_OF_REACH.includes(code) ? loginFailure('provider-unavailable') : loginFailure('token-invalid', code);
  }
  // `fetch` fails so when there is no connection.
  if (cause instanceof TypeError && cause.cause !== undefined) return loginFailure('provider-unavailable');
  throw cause;
}

/** RFC 6749 §4.1.2.1 allows more characters; what is no plain code is not passed on. */
function codeOf(error: string): string | undefined {
  return /^[a-z_]{1,64}$/.test(error) ? error : undefined;
}
