/** A request and an answer of the launch, without the server they came through. */

export interface LaunchRequest {
  method: string;
  /** Below the launch's base, beginning with `/`. */
  path: string;
  query: URLSearchParams;
  /** With names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** As text; '' where there is none. */
  body: string;
  clientAddress?: string;
}

export interface LaunchAnswer {
  status: number;
  headers: Readonly<Record<string, string | readonly string[]>>;
  body: string;
}

/** The body is read up to this many bytes; a longer one is refused with 413 before anything is done. */
export const MAX_LAUNCH_BODY = 65_536;

export function cookieOf(request: LaunchRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key = '', value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
