/** Runs a node's closing work and always tells Node-RED when it has ended: a close listener without `done` is not waited for. */
import type { Node } from 'node-red';
import { asError } from './guard-input.ts';

/** Node-RED gives a node 15 s to close; ours is up before that, so that the redeploy goes on with a clear message. */
const CLOSE_DEADLINE_MS = 12_000;

export function guardClose(node: Node, close: (removed: boolean) => Promise<void> | void): void {
  node.on('close', (removed: boolean, done: (error?: Error) => void) => {
    let settled = false;
    const finish = (cause?: unknown): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      if (cause !== undefined) node.error(asError(cause).message);
      done();
    };
    const deadline = setTimeout(() => finish(new Error('closing took too long')), CLOSE_DEADLINE_MS);
    try {
      Promise.resolve(close(removed)).then(() => finish(), finish);
    } catch (cause) {
      finish(cause);
    }
  });
}
