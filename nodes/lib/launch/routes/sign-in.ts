/** The way to the sign-in and back. Where it leads to afterwards is kept here and stands in no address. */
import type { Login } from '../login/index.ts';
import { refusal, seeOther } from './answers.ts';
import type { LaunchSettings } from './launch-ports.ts';
import type { LaunchAnswer, LaunchRequest } from './launch-request.ts';

export class SignIn {
  readonly #login: Login;
  readonly #settings: LaunchSettings;
  readonly #onFailed: (code: string) => void;

  /** @param onFailed told the code of what went wrong; never who it was */
  constructor(login: Login, settings: LaunchSettings, onFailed: (code: string) => void) {
    this.#login = login;
    this.#settings = settings;
    this.#onFailed = onFailed;
  }

  /** @param path below the base, where the user goes on afterwards */
  async begin(request: LaunchRequest, path: string): Promise<LaunchAnswer> {
    const begun = await this.#login.begin(`${this.#settings.base}${path}`, request.headers.cookie);
    if (begun.ok) return withCookies(seeOther(begun.location), begun.cookies);
    this.#onFailed(begun.code);
    return refusal(request, this.#settings, begun.class === 'unavailable' ? 'UT-502' : 'UT-400');
  }

  async finish(request: LaunchRequest): Promise<LaunchAnswer> {
    const url = `${this.#settings.base}${request.path}?${request.query.toString()}`;
    const finished = await this.#login.finish(url, request.headers.cookie);
    if (finished.ok) return withCookies(seeOther(finished.location), finished.cookies);
    this.#onFailed(finished.code);
    return refusal(request, this.#settings, finished.class === 'unavailable' ? 'UT-502' : 'UT-401');
  }

  async end(request: LaunchRequest): Promise<LaunchAnswer> {
    const { cookies, location } = await this.#login.end(request.headers.cookie);
    return withCookies(
      location === undefined ? refusal(request, this.#settings, 'UT-401') : seeOther(location),
      cookies,
    );
  }
}

function withCookies(answer: LaunchAnswer, cookies: readonly string[]): LaunchAnswer {
  return { ...answer, headers: { ...answer.headers, 'Set-Cookie': cookies } };
}
