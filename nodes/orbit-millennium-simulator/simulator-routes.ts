/** `/simulator/…`: the state as JSON, the fault script, seed and reset of the live simulator; 404 while none runs. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import { parseFaultScript } from './fault-rules.ts';
import { findLive } from './live-simulators.ts';
import { readJsonBody } from './read-json-body.ts';
import { parseSeed } from './seed.ts';
import { accessOf } from './simulator-access.ts';
import type { MillenniumSimulator } from './simulator.ts';

type Handler = (
  simulator: MillenniumSimulator,
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;
type Route = (path: string, handler: (request: IncomingMessage, response: ServerResponse) => void) => void;

export interface HttpRoutes {
  get: Route;
  post: Route;
  delete: Route;
}

const DEFAULT_RECEIVED = 10_000;

/** To be called once: routes cannot be taken away again. */
export function registerSimulatorRoutes(http: HttpRoutes): void {
  http.get('/simulator/state', guarded(getState));
  http.post('/simulator/faults', guarded(postFaults));
  http.delete('/simulator/faults', guarded(deleteFaults));
  http.post('/simulator/reset', guarded(postReset));
  http.post('/simulator/seed', guarded(postSeed));
}

function guarded(handle: Handler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const access = accessOf(request, process.env);
    if (access === 'token-needed') return sendProblem(response, { status: 401, title: 'Bearer token needed' });
    if (access === 'foreign-page') return sendProblem(response, { status: 403, title: 'Not for pages of other sites' });
    const port = queryNumber(request, 'port');
    const simulator = findLive(port);
    if (simulator === undefined) return sendProblem(response, { status: 404, title: 'No simulator runs' });
    // The cause may hold message content; the title is enough to look for it.
    const fail = (): void => {
      if (!response.headersSent) sendProblem(response, { status: 500, title: 'The simulator could not do that' });
      else response.destroy();
    };
    try {
      Promise.resolve(handle(simulator, request, response)).catch(fail);
    } catch {
      fail();
    }
  };
}

function getState(simulator: MillenniumSimulator, request: IncomingMessage, response: ServerResponse): void {
  const state = simulator.state(queryNumber(request, 'limit') ?? DEFAULT_RECEIVED);
  sendJson(response, 200, {
    port: simulator.port,
    down: simulator.isDown,
    connections: simulator.connections,
    ...state,
  });
}

async function postFaults(
  simulator: MillenniumSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parsed = await readChecked(request, response, parseFaultScript);
  if (parsed === undefined) return;
  const { rules, down } = parsed.script;
  if (rules !== undefined) simulator.setFaults({ rules });
  if (down !== undefined) await simulator.setDown(down);
  sendJson(response, 200, { rules: simulator.faultRules, down: simulator.isDown });
}

async function deleteFaults(
  simulator: MillenniumSimulator,
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  simulator.setFaults({ rules: [] });
  await simulator.setDown(false);
  sendJson(response, 200, { rules: 0, down: false });
}

function postReset(simulator: MillenniumSimulator, _request: IncomingMessage, response: ServerResponse): void {
  simulator.reset();
  sendJson(response, 200, {});
}

async function postSeed(
  simulator: MillenniumSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parsed = await readChecked(request, response, parseSeed);
  if (parsed === undefined) return;
  simulator.seed(parsed.seed);
  sendJson(response, 200, { encounters: parsed.seed.encounters.length });
}

type Parsed<P> = ({ ok: true } & P) | { ok: false; issues: readonly { pointer: string; message: string }[] };

/** Undefined when the body was refused and the answer has been given. */
async function readChecked<P>(
  request: IncomingMessage,
  response: ServerResponse,
  parse: (value: unknown) => Parsed<P>,
): Promise<P | undefined> {
  const body = await readJsonBody(request);
  if (!body.ok) {
    sendProblem(response, body.problem);
    return undefined;
  }
  const parsed = parse(body.value);
  if (parsed.ok) return parsed;
  sendProblem(response, { status: 422, title: 'The body is not right', errors: parsed.issues });
  return undefined;
}

function queryNumber(request: IncomingMessage, name: string): number | undefined {
  const text = new URL(request.url ?? '/', 'http://localhost').searchParams.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
