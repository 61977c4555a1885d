/** Brings requests of a web server to the launch and its answers back: on the editor's server, or on a port of its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Express } from 'express';
import { MAX_LAUNCH_BODY, type LaunchAnswer, type LaunchRequest } from '../lib/launch/index.ts';
import { sendProblem } from '../lib/runtime/problem-response.ts';
import { readBody } from '../lib/runtime/read-body.ts';
import { BASE } from './dialog-settings.ts';

/** Undefined: no address of the launch. */
export type AnswerLaunch = (request: LaunchRequest) => Promise<LaunchAnswer | undefined>;

const REDEPLOYED = { status: 503, title: 'Not available', detail: 'Try again in a moment.', retryAfterS: 1 } as const;

/** Registered once with the editor's server; the launch comes and goes with its node. */
export class SharedLaunchRoute {
  #answer: AnswerLaunch | undefined;
  #isKnown = false;

  constructor(app: Express) {
    app.use((request, response, next) => {
      if (!this.#isKnown || !isLaunch(request)) next();
      else if (this.#answer === undefined) sendProblem(response, REDEPLOYED);
      else serve(this.#answer, request, response);
    });
  }

  /** False: another node has it. */
  take(answer: AnswerLaunch): boolean {
    if (this.#answer !== undefined) return false;
    this.#answer = answer;
    this.#isKnown = true;
    return true;
  }

  leave(answer: AnswerLaunch): void {
    if (this.#answer === answer) this.#answer = undefined;
  }
}

/** A server on this machine alone: a proxy that ends TLS stands in front. @throws when the port cannot be had */
export async function openLaunchServer(port: number, answer: AnswerLaunch): Promise<{ close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    if (isLaunch(request)) serve(answer, request, response);
    else sendProblem(response, { status: 404, title: 'Not found' });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await ended;
}

function isLaunch({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(`${BASE}/`);
}

function serve(answer: AnswerLaunch, request: IncomingMessage, response: ServerResponse): void {
  exchange(answer, request, response).catch(() => {
    if (response.headersSent) response.destroy();
    else sendProblem(response, { status: 500, title: 'The launch failed' });
  });
}

async function exchange(answer: AnswerLaunch, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readBody(request, MAX_LAUNCH_BODY);
  if (read.kind === 'aborted') return;
  if (read.kind === 'too-large') {
    response.setHeader('Connection', 'close');
    sendProblem(response, { status: 413, title: 'Too large' });
    return;
  }
  const url = URL.parse(request.url ?? '', 'http://launch');
  const answered = url === null ? undefined : await answer(launchRequest(request, url, read.bytes));
  if (answered === undefined) {
    sendProblem(response, { status: 404, title: 'Not found' });
    return;
  }
  for (const [name, value] of Object.entries(answered.headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.statusCode = answered.status;
  response.end(answered.body);
}

function launchRequest(request: IncomingMessage & { ip?: string }, url: URL, bytes: Buffer): LaunchRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  const clientAddress = request.ip ?? request.socket.remoteAddress;
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice(BASE.length),
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string | undefined>,
    body: bytes.toString('utf8'),
    ...(clientAddress === undefined ? {} : { clientAddress }),
  };
}
