/** Why nobody was signed in, as a value: whether to try again later, or not with this answer. */

export type LoginFailureCode =
  /** The provider is not reached, or what answers is none. */
  | 'provider-unavailable'
  /** Nothing was begun with this state, it has been used, or it was too long ago. */
  | 'state-unknown'
  /** It was begun in another browser: somebody else's answer. */
  | 'state-of-another-browser'
  /** The provider said no; `detail` is its code, for example access_denied. */
  | 'provider-refused'
  /** The token is not for us, not from the provider, not of now, or not signed; `detail` names the check. */
  | 'token-invalid'
  /** `detail` names the claims that are missing or cannot be used. */
  | 'claims-missing'
  /** The login was not as strong as is asked for. */
  | 'login-too-weak'
  /** Only a path of this service can be returned to. */
  | 'return-elsewhere';

export interface LoginFailure {
  ok: false;
  class: 'unavailable' | 'refused';
  code: LoginFailureCode;
  /** Codes and names of claims only. */
  detail?: string;
}

export function loginFailure(code: LoginFailureCode, detail?: string): LoginFailure {
  return {
    ok: false,
    class: code === 'provider-unavailable' ? 'unavailable' : 'refused',
    code,
    ...(detail === undefined ? {} : { detail }),
  };
}
