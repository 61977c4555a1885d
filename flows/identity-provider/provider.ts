/** An OpenID provider for development and tests: code flow with PKCE for one client, invented people, no password. Serves this machine only. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodeStore, type Grant } from './code-store.ts';
import { encode, tokenSigner, type Token, type TokenSigner } from './id-token.ts';
import { isOnThisMachine } from './loopback.ts';
import { PEOPLE, type Person } from './people.ts';
import { page, signInPage } from './sign-in-page.ts';

export interface ProviderOptions {
  /** 0: one that is free. */
  port: number;
  clientId: string;
  /** Unset: the client is public, PKCE alone proves that it is the same one. */
  clientSecret?: string | undefined;
  people?: readonly Person[];
  /** For tests of the other side: what is put in the token instead, and what stands for it when a text is given. */
  tamper?: (token: Token) => Token | string;
}

export interface IdentityProvider {
  issuer: string;
  close: () => Promise<void>;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | object;
}

const ID_TOKEN_SECONDS = 300;
const MOST_BODY_BYTES = 16_384;

export async function startIdentityProvider(options: ProviderOptions): Promise<IdentityProvider> {
  const server = createServer((request, response) => {
    provider.answer(request).then(
      (answer) => send(response, answer),
      () => send(response, { status: 500, body: page('Fel', '') }),
    );
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const provider = new Provider(issuer, options);
  return {
    issuer,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

class Provider {
  readonly #issuer: string;
  readonly #options: ProviderOptions;
  readonly #signer: TokenSigner = tokenSigner();
  readonly #grants = new CodeStore();
  /** Access tokens and whose they are. */
  readonly #tokens = new Map<string, Person>();

  constructor(issuer: string, options: ProviderOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const host = new URL(`http://${request.headers.host ?? 'unknown'}`).hostname;
    // A name that leads here from another machine, or a page that has its own name resolved to this one.
    if (!isOnThisMachine(host)) return refused(403, 'only this machine is served');
    const url = new URL(request.url ?? '/', this.#issuer);
    switch (`${request.method ?? ''} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return { status: 200, body: this.#configuration() };
      case 'GET /jwks':
        return { status: 200, body: this.#signer.jwks };
      case 'GET /authorize':
        return this.#authorize(url.searchParams);
      case 'POST /sign-in':
        return this.#signIn(await formOf(request));
      case 'POST /token':
        return this.#token(await formOf(request), request.headers.authorization);
      case 'GET /userinfo':
        return this.#userInfo(request.headers.authorization);
      case 'GET /end-session':
        return { status: 200, body: page('Utloggad', '') };
      default:
        return { status: 404, body: page('Finns inte', '') };
    }
  }

  #configuration(): object {
    const at = (path: string): string => `${this.#issuer}${path}`;
    return {
      issuer: this.#issuer,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      userinfo_endpoint: at('/userinfo'),
      end_session_endpoint: at('/end-session'),
      jwks_uri: at('/jwks'),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'none'],
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: true,
    };
  }

  #authorize(query: URLSearchParams): Answer {
    const { client_id, redirect_uri, response_type, scope, state, nonce, ...rest } = Object.fromEntries(query);
    const redirect = URL.parse(redirect_uri ?? '');
    // Before the address is known to be a good one nothing is sent there.
    if (client_id !== this.#options.clientId || redirect === null)
      return refused(400, 'unknown client or no redirect_uri');
    if (!isOnThisMachine(redirect.hostname)) return refused(400, 'redirect_uri is not on this machine');
    const isCode = response_type === 'code' && scope?.split(' ').includes('openid') === true;
    if (!isCode || !isChallenge(rest))
      return toClient(redirect, { error: 'invalid_request', state, iss: this.#issuer });
    const request = this.#grants.ask({ redirect, state, nonce, challenge: rest.code_challenge ?? '' });
    const policy = `default-src 'none'; form-action 'self' ${redirect.origin}; frame-ancestors 'none'; base-uri 'none'`;
    const people = this.#options.people ?? PEOPLE;
    return { status: 200, headers: { 'Content-Security-Policy': policy }, body: signInPage(people, request) };
  }

  #signIn(form: URLSearchParams): Answer {
    const person = (this.#options.people ?? PEOPLE).find(({ key }) => key === form.get('person'));
    const grant = this.#grants.asked(form.get('request') ?? '');
    if (grant === undefined) return refused(400, 'unknown request');
    if (person === undefined)
      return toClient(grant.redirect, { error: 'access_denied', state: grant.state, iss: this.#issuer });
    const code = this.#grants.grant(grant, person);
    return toClient(grant.redirect, { code, state: grant.state, iss: this.#issuer });
  }

  #token(form: URLSearchParams, authorization: string | undefined): Answer {
    if (!this.#isClient(form, authorization)) return { status: 401, body: { error: 'invalid_client' } };
    const granted = this.#grants.redeem(form.get('code') ?? '', form.get('code_verifier') ?? '');
    const isSame = granted?.grant.redirect.href === form.get('redirect_uri');
    if (form.get('grant_type') !== 'authorization_code' || granted === undefined || !isSame)
      return { status: 400, body: { error: 'invalid_grant' } };
    const accessToken = randomBytes(32).toString('base64url');
    this.#tokens.set(accessToken, granted.person);
    const id_token = this.#idToken(granted.grant, granted.person);
    return {
      status: 200,
      body: { access_token: accessToken, token_type: 'Bearer', expires_in: ID_TOKEN_SECONDS, id_token },
    };
  }

  #isClient(form: URLSearchParams, authorization: string | undefined): boolean {
    const { clientId, clientSecret } = this.#options;
    if (clientSecret === undefined) return form.get('client_id') === clientId;
    const [, pair = ''] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
    // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    const [id, secret] = Buffer.from(pair, 'base64').toString().split(':').map(decodeForm);
    return id === clientId && secret === clientSecret;
  }

  #idToken({ nonce }: Grant, { claims }: Person): string {
    const now = Math.floor(Date.now() / 1000);
    const token: Token = {
      header: { alg: 'ES256', typ: 'JWT', kid: this.#signer.kid },
      claims: {
        iss: this.#issuer,
        aud: this.#options.clientId,
        iat: now,
        auth_time: now,
        exp: now + ID_TOKEN_SECONDS,
        ...(nonce === undefined ? {} : { nonce }),
        ...claims,
      },
    };
    const made = this.#options.tamper?.(token) ?? token;
    if (typeof made === 'string') return made;
    return made.header.alg === 'none' ? `${encode(made.header)}.${encode(made.claims)}.` : this.#signer.sign(made);
  }

  #userInfo(authorization: string | undefined): Answer {
    const person = this.#tokens.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    return person === undefined
      ? { status: 401, body: { error: 'invalid_token' } }
      : { status: 200, body: person.claims };
  }
}

function decodeForm(text: string): string | undefined {
  return new URLSearchParams(`part=${text}`).get('part') ?? undefined;
}

/** RFC 7636 §4.3; `plain` is not taken. */
function isChallenge({ code_challenge_method: method, code_challenge: challenge }: Record<string, string>): boolean {
  return method === 'S256' && challenge !== undefined && /^[\w-]{43}$/.test(challenge);
}

function refused(status: number, reason: string): Answer {
  return { status, body: page('Går inte', `<p>${reason}</p>`) };
}

function toClient(redirect: URL, parameters: Record<string, string | undefined>): Answer {
  const location = new URL(redirect);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) location.searchParams.set(name, value);
  return { status: 303, headers: { Location: location.href } };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += chunk;
    if (body.length > MOST_BODY_BYTES) throw new Error('the body is too long');
  }
  return new URLSearchParams(body);
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const isPage = typeof body === 'string';
  response.writeHead(status, {
    'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(isPage ? body : JSON.stringify(body));
}
