/** The answers of the launch: pages, ways on, and problems for programs. Nothing of a request is repeated in them. */
import { LAUNCH_CODES, type LaunchCode } from '../pages/error-catalogue.ts';
import { languageOf } from '../pages/language.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { errorPage, type PageFrame } from '../pages/page.ts';
import { cookieOf, type LaunchAnswer, type LaunchRequest } from './launch-request.ts';
import type { LaunchSettings } from './launch-ports.ts';

export const LANGUAGE_COOKIE = 'uthopp-language';

export function frameOf(request: LaunchRequest, { base }: LaunchSettings, cid?: string): PageFrame {
  const chosen = request.query.get('lang') ?? cookieOf(request, LANGUAGE_COOKIE);
  const language = languageOf(chosen, request.headers['accept-language']);
  return { language, base, canSwitch: request.method === 'GET', ...(cid === undefined ? {} : { cid }) };
}

export function page(request: LaunchRequest, settings: LaunchSettings, status: number, body: string): LaunchAnswer {
  const isSecure = settings.publicOrigin.startsWith('https:');
  const chosen = request.query.get('lang');
  const cookie = `${LANGUAGE_COOKIE}=${languageOf(chosen ?? undefined, undefined)}; Path=${settings.base}; SameSite=Lax; HttpOnly${isSecure ? '; Secure' : ''}`;
  return {
    status,
    headers: { ...pageHeaders(settings.loginOrigins, isSecure), ...(chosen === null ? {} : { 'Set-Cookie': cookie }) },
    body,
  };
}

export function refusal(
  request: LaunchRequest,
  settings: LaunchSettings,
  code: LaunchCode,
  cid?: string,
): LaunchAnswer {
  return page(request, settings, LAUNCH_CODES[code].status, errorPage(frameOf(request, settings, cid), code));
}

/** See other: the browser comes with GET, and the form before it is not repeated by going back. */
export function seeOther(location: string): LaunchAnswer {
  return {
    status: 303,
    headers: { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' },
    body: '',
  };
}

export function json(status: number, body: object): LaunchAnswer {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return {
    status,
    headers: {
      'Content-Type': `${type}; charset=utf-8`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
    body: JSON.stringify(body),
  };
}

export function problem(status: number, title: string, detail: string): LaunchAnswer {
  return json(status, { type: 'about:blank', status, title, detail });
}
