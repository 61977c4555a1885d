/** Runs a node's input handler so that `done` is called exactly once: a handler that throws or rejects ends in a Catch node and never ends the process. */
import type { Node, NodeMessageInFlow } from 'node-red';

export type SendFunction = (message: object | (object | null)[]) => void;

/** An error for `done`: `code` is stable, `message` is for people and carries no patient data. */
export class FlowError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'FlowError';
    this.code = code;
  }
}

export function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

/**
 * Registers `handler` for the node's messages. `onFailure` is told before `done(error)`, for the status on the canvas.
 * Node-RED ends the process when an async listener rejects, so the listener itself is synchronous.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what its wires carry
export function guardInput<M extends object>(
  node: Node,
  handler: (message: M, send: SendFunction) => Promise<void> | void,
  onFailure?: (error: Error) => void,
): void {
  node.on('input', (message: NodeMessageInFlow, send, done) => {
    const fail = (cause: unknown): void => {
      const error = asError(cause);
      onFailure?.(error);
      done(error);
    };
    try {
      const running = handler(message as unknown as M, send as unknown as SendFunction);
      if (running instanceof Promise) running.then(() => done(), fail);
      else done();
    } catch (cause) {
      fail(cause);
    }
  });
}
