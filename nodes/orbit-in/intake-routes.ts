/** The HTTP routes of the intakes: registered once for the process, they find the deployed orbit-in node by its path and wait for it during a redeploy. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, NextFunction } from 'express';
import type { ParsedBody } from '../lib/orbit/index.ts';
import { parseOrbitJson, parseOrbitXml } from '../lib/orbit/index.ts';
import { hasBearerToken } from '../lib/runtime/bearer-token.ts';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import type { Store } from '../lib/store/index.ts';
import { CONFLICT, type Acceptance, type Intake } from './accept-body.ts';
import { readBody } from '../lib/runtime/read-body.ts';

export interface OpenIntake {
  intake: Intake;
  token: string;
  opened: Promise<Store>;
}

/** A redeploy takes moments; a caller that comes in between is answered by the node that follows. */
const REDEPLOY_WAIT_MS = 5_000;

type Found = { kind: 'events' | 'event' | 'case'; path: string; id: string };

export class IntakeRoutes {
  readonly #open = new Map<string, OpenIntake>();
  /** Paths that had a node before, so that a redeploy is told from a path that never was. */
  readonly #known = new Set<string>();
  readonly #waiting = new Set<() => void>();
  #started = false;

  constructor(app: Express) {
    app.use((request, response, next) => this.#route(request, response, next));
  }

  /** Serves `path` until the returned function is called. */
  open(path: string, intake: OpenIntake): () => void {
    this.#open.set(path, intake);
    this.#known.add(path);
    for (const wake of this.#waiting) wake();
    return () => {
      if (this.#open.get(path) === intake) this.#open.delete(path);
    };
  }

  /** From now on a path without a node is one that nobody serves. */
  flowsStarted(): void {
    this.#started = true;
  }

  #route(request: IncomingMessage, response: ServerResponse, next: NextFunction): void {
    const [pathname = '/'] = (request.url ?? '/').split('?', 1);
    const found = this.#find(pathname);
    if (found === undefined) {
      // The server listens before the flows run: a caller must not take that moment for a wrong address.
      if (!this.#started && pathname.startsWith('/orbit/')) unavailable(response);
      else next();
      return;
    }
    this.#serve(found, request, response).catch(() => unavailable(response));
  }

  #find(pathname: string): Found | undefined {
    for (const path of this.#known) {
      if (pathname === path) return { kind: 'events', path, id: '' };
      if (pathname.startsWith(`${path}/`)) return { kind: 'event', path, id: decode(pathname.slice(path.length + 1)) };
      const cases = `${path.slice(0, path.lastIndexOf('/'))}/cases/`;
      if (pathname.startsWith(cases)) return { kind: 'case', path, id: decode(pathname.slice(cases.length)) };
    }
    return undefined;
  }

  async #serve({ kind, path, id }: Found, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const open = this.#open.get(path) ?? (await this.#reopened(path));
    if (open === undefined) {
      unavailable(response);
      return;
    }
    if (!hasBearerToken(request, open.token)) {
      sendProblem(response, {
        status: 401,
        title: 'Not authorised',
        detail: 'Send the intake token as Authorization: Bearer <token>.',
      });
      return;
    }
    if (request.method !== (kind === 'events' ? 'POST' : 'GET')) {
      response.setHeader('Allow', kind === 'events' ? 'POST' : 'GET');
      sendProblem(response, { status: 405, title: 'Method not allowed' });
      return;
    }
    if (kind === 'events') return postEvents(open.intake, request, response);
    const store = await open.opened;
    const view = kind === 'event' ? await store.eventStory(id) : await store.caseView(id);
    if (view === undefined)
      sendProblem(response, { status: 404, title: kind === 'event' ? 'No such event' : 'No such case' });
    else sendJson(response, 200, view);
  }

  #reopened(path: string): Promise<OpenIntake | undefined> {
    return new Promise((resolve) => {
      const finish = (): void => {
        const open = this.#open.get(path);
        if (open !== undefined || performance.now() >= deadline) {
          clearTimeout(timer);
          this.#waiting.delete(finish);
          resolve(open);
        }
      };
      const deadline = performance.now() + REDEPLOY_WAIT_MS;
      const timer = setTimeout(finish, REDEPLOY_WAIT_MS + 1);
      this.#waiting.add(finish);
    });
  }
}

async function postEvents(intake: Intake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parse = parserFor(request.headers['content-type']);
  if (parse === undefined || (request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    sendProblem(response, {
      status: 415,
      title: 'Unsupported media type',
      detail: 'Send application/json or application/xml, not compressed.',
    });
    return;
  }
  const read = await readBody(request);
  if (read.kind === 'aborted') return;
  if (read.kind === 'too-large') {
    response.setHeader('Connection', 'close');
    sendProblem(response, {
      status: 413,
      title: 'Too large',
      detail: 'A body may hold at most 5 MiB and 1,000 events.',
    });
    return;
  }
  const parsed = parse(read.bytes);
  answer(response, await intake.accept(parsed, 'http'), parsed);
}

function parserFor(contentType = ''): ((bytes: Buffer) => ParsedBody) | undefined {
  const [type = ''] = contentType.toLowerCase().split(';');
  if (type.trim() === 'application/json') return parseOrbitJson;
  if (type.trim() === 'application/xml' || type.trim() === 'text/xml') return parseOrbitXml;
  return undefined;
}

const TITLES = { 400: 'Unreadable', 413: 'Too large', 422: 'Not a valid event' } as const;

function answer(response: ServerResponse, { results, refused, rejected }: Acceptance, body: ParsedBody): void {
  if (refused !== undefined) {
    sendProblem(response, { status: refused.status, title: TITLES[refused.status], errors: refused.errors });
    return;
  }
  const [only] = results;
  if (body.ok && !body.batch && only !== undefined && rejected > 0) {
    if (only.status === 'rejected') sendProblem(response, { status: 422, title: TITLES[422], errors: only.errors });
    else sendProblem(response, { status: 409, title: 'Conflict', errors: [CONFLICT] });
    return;
  }
  sendJson(response, rejected === 0 ? 202 : rejected === results.length ? 422 : 207, { results });
}

function unavailable(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendProblem(response, {
    status: 503,
    title: 'Not available',
    detail: 'The event has not been taken. Send it again later.',
    retryAfterS: 5,
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
