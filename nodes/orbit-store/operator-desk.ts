/** Mounts the addresses of the operators' desk below the admin root, behind its login, and finds the store that is meant. */
import type { NodeAPI } from 'node-red';
import type { Request, Response } from 'express';
import { OPERATOR_ROUTES, type ApiAnswer, type OperatorRoute } from '../lib/console/index.ts';
import { controlIdOfCopy, restampMessage } from '../lib/millennium/index.ts';
import { findHospital } from '../lib/runtime/hospital-registry.ts';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import { StoreFailure, type Restamper, type Store } from '../lib/store/index.ts';

const RETRY_AFTER_S = 5;

export class OperatorDeskRoutes {
  readonly #stores = new Map<string, Promise<Store>>();

  /** Registers the routes once; stores come and go with `watch` and `forget`. */
  constructor(RED: NodeAPI) {
    for (const route of OPERATOR_ROUTES) {
      RED.httpAdmin[route.method](route.path, RED.auth.needsPermission(route.permission), (request, response) => {
        this.#serve(route, request, response).catch((cause: unknown) => sendFailure(response, cause));
      });
    }
  }

  watch(id: string, opened: Promise<Store>): void {
    this.#stores.set(id, opened);
  }

  forget(id: string): void {
    this.#stores.delete(id);
  }

  async #serve(route: OperatorRoute, request: Request, response: Response): Promise<void> {
    const by = userOf(request);
    if (by === undefined) {
      sendProblem(response, NOBODY);
      return;
    }
    const found = this.#find(request.query.store);
    if ('problem' in found) {
      sendProblem(response, found.problem);
      return;
    }
    const now = new Date();
    const answer = await route.answer(await found.opened, {
      params: request.params as Record<string, string>,
      query: request.query,
      body: request.body as unknown,
      by,
      now,
      restamper: restamperAt(now),
    });
    send(response, answer);
  }

  #find(id: unknown): { opened: Promise<Store> } | { problem: Parameters<typeof sendProblem>[1] } {
    const [only, ...more] = this.#stores.values();
    if (only === undefined) return { problem: { ...UNAVAILABLE, detail: 'No store is deployed at the moment.' } };
    const chosen = typeof id === 'string' ? this.#stores.get(id) : more.length === 0 ? only : undefined;
    if (chosen !== undefined) return { opened: chosen };
    const detail = 'Say with ?store= which one is meant, by the id of its config node.';
    return { problem: { status: 400, title: 'Which store?', detail } };
  }
}

const UNAVAILABLE = { status: 503, title: 'Not available', retryAfterS: RETRY_AFTER_S } as const;

/** By the profile of the hospital a message went to; one that is not deployed any more has none. */
function restamperAt(now: Date): Restamper {
  return {
    controlIdOfCopy,
    restamp: (content, hospital, controlId) => {
      const profile = findHospital(hospital)?.profile;
      return profile && restampMessage(content, { now, ...(controlId === undefined ? {} : { controlId }) }, profile);
    },
  };
}

/** The journal says who: a Node-RED without a login cannot be operated. */
const NOBODY = {
  status: 401,
  title: 'Nobody is logged in',
  detail: 'Log in; where Node-RED has no login, set up adminAuth in its settings.',
} as const;

/** Node-RED puts whoever has logged in on the request; without a login there is nobody. */
function userOf(request: Request): string | undefined {
  const { user } = request as { user?: { username?: unknown } };
  return typeof user?.username === 'string' ? user.username : undefined;
}

function send(response: Response, answer: ApiAnswer): void {
  if (answer.kind === 'json') sendJson(response, 200, answer.body);
  else sendProblem(response, answer.problem);
}

function sendFailure(response: Response, cause: unknown): void {
  if (cause instanceof StoreFailure && cause.class === 'unavailable') {
    sendProblem(response, {
      ...UNAVAILABLE,
      detail: 'The store does not work at the moment; nothing has been changed.',
    });
  } else if (cause instanceof StoreFailure) {
    sendProblem(response, { status: 400, title: 'Refused', detail: cause.message, code: cause.code });
  } else {
    sendProblem(response, { status: 500, title: 'Failed', detail: 'The command failed; nothing has been changed.' });
  }
}
