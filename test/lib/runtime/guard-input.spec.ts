import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { FlowError, guardInput } from '../../../nodes/lib/runtime/guard-input.ts';

type Done = (error?: Error) => void;

function fakeNode(): { node: Node; receive: (message: object) => Promise<(Error | undefined)[]> } {
  const emitter = new EventEmitter();
  return {
    node: emitter as unknown as Node,
    receive: (message) =>
      new Promise((resolve) => {
        const calls: (Error | undefined)[] = [];
        const done: Done = (error) => {
          calls.push(error);
          // A second call would come in the same turn or the next; only then are the calls complete.
          setImmediate(() => resolve(calls));
        };
        emitter.emit('input', message, () => undefined, done);
      }),
  };
}

describe('guardInput', () => {
  it('calls done once when a handler returns', async () => {
    const { node, receive } = fakeNode();
    guardInput(node, () => undefined);
    assert.deepEqual(await receive({}), [undefined]);
  });

  it('calls done once when an async handler resolves', async () => {
    const { node, receive } = fakeNode();
    guardInput(node, () => Promise.resolve());
    assert.deepEqual(await receive({}), [undefined]);
  });

  it('gives the error of a handler that throws to done', async () => {
    const { node, receive } = fakeNode();
    const failure = new FlowError('no-store', 'nowhere to keep it');
    guardInput(node, () => {
      throw failure;
    });
    assert.deepEqual(await receive({}), [failure]);
  });

  it('gives the error of a handler that rejects to done, and to the status first', async () => {
    const { node, receive } = fakeNode();
    const seen: Error[] = [];
    const failure = new FlowError('structure', 'PID-3 is missing');
    guardInput(
      node,
      () => Promise.reject(failure),
      (error) => seen.push(error),
    );
    assert.deepEqual(await receive({}), [failure]);
    assert.deepEqual(seen, [failure]);
  });

  it('makes an Error of anything else that is thrown', async () => {
    const { node, receive } = fakeNode();
    guardInput(node, () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- other people's code throws anything
      throw 'text';
    });
    const [error] = await receive({});
    assert.ok(error instanceof Error);
    assert.equal(error.message, 'text');
  });
});
