/** The addresses of the launch Orbit → Millennium: which of them a request is for, and what it gets when something fails. */
import { randomUUID } from 'node:crypto';
import { STYLESHEET } from '../pages/stylesheet.ts';
import { refusal, problem } from './answers.ts';
import { LaunchBeginning } from './begin-launch.ts';
import type { LaunchPorts, LaunchSettings } from './launch-ports.ts';
import type { LaunchAnswer, LaunchRequest } from './launch-request.ts';
import { openContext } from './open-context.ts';

type Handler = (request: LaunchRequest, word: string) => LaunchAnswer | Promise<LaunchAnswer>;
type Address = readonly [method: string, path: RegExp, handler: Handler];

export const newCid = (): string => randomUUID();

export class LaunchDesk {
  readonly #settings: LaunchSettings;
  readonly #addresses: readonly Address[];

  constructor(ports: LaunchPorts, settings: LaunchSettings) {
    this.#settings = settings;
    const beginning = new LaunchBeginning(ports, settings);
    this.#addresses = [
      ['GET', /^\/o\/v1\/case\/([^/]+)$/, (request, caseId) => beginning.byCase(request, caseId)],
      ['POST', /^\/o\/v1\/tickets$/, (request) => beginning.ticketFor(request)],
      ['POST', /^\/o\/v1\/launch$/, (request) => beginning.byToken(request)],
      ['POST', /^\/o\/v1\/invalidate$/, (request) => beginning.invalidate(request)],
      ['GET', /^\/go\/([^/]+)$/, (request, ticket) => beginning.showTicket(request, ticket)],
      ['POST', /^\/go$/, (request) => beginning.takeTicket(request)],
      ['GET', /^\/c\/([\da-f-]{36})$/, (request, cid) => openContext(ports, settings, request, cid)],
      ['GET', /^\/assets\/launch\.css$/, () => stylesheet()],
    ];
  }

  /** Never rejects. Undefined: no address of the launch. @param onFailed told the cause, which is not the user's business */
  async answer(request: LaunchRequest, onFailed: (cause: unknown) => void): Promise<LaunchAnswer | undefined> {
    const found = this.#addresses.filter(([, path]) => path.test(request.path));
    if (found.length === 0) return undefined;
    const address = found.find(([method]) => method === request.method);
    if (address === undefined) return problem(405, 'Method not allowed', 'Use the method the documentation names.');
    const [, path, handler] = address;
    try {
      return await handler(request, decoded(path.exec(request.path)?.[1] ?? ''));
    } catch (cause) {
      onFailed(cause);
      return refusal(request, this.#settings, 'UT-503');
    }
  }
}

/** What cannot be decoded has no form that any handler takes. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return '';
  }
}

function stylesheet(): LaunchAnswer {
  const headers = {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'max-age=3600',
    'X-Content-Type-Options': 'nosniff',
  };
  return { status: 200, headers, body: STYLESHEET };
}
