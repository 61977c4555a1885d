/** Stops the endpoint when one refusal too many has come in a row, and tells of it once the stop is on disk. */
import type { ReplyVerdict } from '../millennium/index.ts';
import type { OpenWork } from './open-work.ts';
import { StopWatch, type StopCode } from './stop-watch.ts';

export interface EndpointStopOptions {
  /** Undefined: the endpoint is never stopped. */
  stop: ((code: StopCode) => Promise<unknown>) | undefined;
  work: OpenWork;
  stopped: (code: StopCode) => void;
}

export class EndpointStop {
  readonly #options: EndpointStopOptions;
  readonly #watch = new StopWatch();

  constructor(options: EndpointStopOptions) {
    this.#options = options;
  }

  count(verdict: ReplyVerdict): void {
    const { stop, work, stopped } = this.#options;
    const code = this.#watch.count(verdict);
    if (code === undefined || stop === undefined) return;
    work.begin();
    stop(code)
      .then(
        () => stopped(code),
        // A store that does not take the stop gives out no messages either; the next refusals are counted anew.
        () => undefined,
      )
      .finally(() => work.end());
  }
}
