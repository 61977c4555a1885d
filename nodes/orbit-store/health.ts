/** `/health/live` and `/health/ready`: whether the process answers, and whether every store takes events and the flows run. No patient data. */
import type { NodeAPI } from 'node-red';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import { StoreFailure, type Store } from '../lib/store/index.ts';

export class Health {
  readonly #stores = new Map<string, Promise<Store>>();
  #flowsRunning = false;

  /** Registers the two routes once; stores come and go with `watch` and `forget`. */
  constructor(RED: NodeAPI) {
    RED.events.on('flows:started', () => (this.#flowsRunning = true));
    RED.events.on('flows:stopping', () => (this.#flowsRunning = false));
    RED.events.on('flows:stopped', () => (this.#flowsRunning = false));
    RED.httpNode.get('/health/live', (_request, response) => sendJson(response, 200, { status: 'live' }));
    RED.httpNode.get('/health/ready', (_request, response) => {
      this.#reasons().then(
        (reasons) => {
          if (reasons.length === 0) sendJson(response, 200, { status: 'ready' });
          else sendProblem(response, { status: 503, title: 'Not ready', detail: reasons.join('; '), retryAfterS: 5 });
        },
        () => sendProblem(response, { status: 503, title: 'Not ready', retryAfterS: 5 }),
      );
    });
  }

  watch(id: string, opened: Promise<Store>): void {
    this.#stores.set(id, opened);
  }

  forget(id: string): void {
    this.#stores.delete(id);
  }

  async #reasons(): Promise<string[]> {
    const reasons = this.#flowsRunning ? [] : ['the flows are not running'];
    if (this.#stores.size === 0) reasons.push('no store is deployed');
    const probes = await Promise.allSettled([...this.#stores.values()].map(async (opened) => (await opened).probe()));
    return [
      ...reasons,
      ...new Set(probes.flatMap((probe) => (probe.status === 'rejected' ? describe(probe.reason) : []))),
    ];
  }
}

/** Whoever asks need not have a login: the code and what to do about it, no path. */
function describe(cause: unknown): string {
  const what = 'the store does not take events';
  return cause instanceof StoreFailure ? `${what} (${cause.code}): ${cause.meaning}` : what;
}
