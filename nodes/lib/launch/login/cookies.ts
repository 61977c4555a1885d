/** The cookies of the login: readable by no script, sent to this host alone (RFC 6265bis §4.1.3). */
import { createHash, randomBytes } from 'node:crypto';

export interface CookieKind {
  name: string;
  /** Plain http is for this machine only, where no browser takes a `__Host-` cookie. */
  isSecure: boolean;
}

const TOKEN = /^[\w-]{43}$/;

export function cookieKind(name: string, isSecure: boolean): CookieKind {
  return { name: isSecure ? `__Host-${name}` : name, isSecure };
}

/** 32 random bytes: what the browser keeps; the service keeps its hash. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** A value for `Set-Cookie`. Lax: the way back from the provider comes from another site. */
export function setCookie({ name, isSecure }: CookieKind, token: string, maxAgeSeconds?: number): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${String(maxAgeSeconds)}`;
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}${age}`;
}

export function clearCookie(kind: CookieKind): string {
  return setCookie(kind, '', 0);
}

/**
 * @param header the whole `Cookie` header of a request
 * @returns undefined as well where the browser sends two of them: one was planted
 */
export function readCookie({ name }: CookieKind, header: string | undefined): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const [key, value] = pair.split('=', 2);
    return key?.trim() === name && value !== undefined ? [value.trim()] : [];
  });
  const [value] = values;
  return values.length === 1 && value !== undefined && TOKEN.test(value) ? value : undefined;
}
