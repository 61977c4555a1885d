import assert from 'node:assert/strict';
import { SharedHandles } from '../../../nodes/lib/runtime/shared-handle.ts';

function recorder(): { handles: SharedHandles<string>; open: (name: string) => () => Promise<string>; log: string[] } {
  const log: string[] = [];
  return {
    log,
    handles: new SharedHandles<string>((value) => {
      log.push(`close ${value}`);
      return Promise.resolve();
    }),
    open: (name) => () => {
      log.push(`open ${name}`);
      return Promise.resolve(name);
    },
  };
}

describe('SharedHandles', () => {
  it('opens once for two users and closes with the last', async () => {
    const { handles, open, log } = recorder();
    const first = handles.acquire('file', open('a'));
    const second = handles.acquire('file', open('b'));
    assert.equal(await second.opened, 'a');
    await first.release();
    assert.deepEqual(log, ['open a']);
    await second.release();
    assert.deepEqual(log, ['open a', 'close a']);
  });

  it('opens the next one only after the previous one has been closed', async () => {
    const { handles, open, log } = recorder();
    const first = handles.acquire('file', open('a'));
    await first.opened;
    const releasing = first.release();
    const second = handles.acquire('file', open('b'));
    assert.equal(await second.opened, 'b');
    await releasing;
    assert.deepEqual(log, ['open a', 'close a', 'open b']);
  });

  it('counts a user once however often it lets go', async () => {
    const { handles, open, log } = recorder();
    const first = handles.acquire('file', open('a'));
    const second = handles.acquire('file', open('b'));
    await first.release();
    await first.release();
    assert.deepEqual(log, ['open a']);
    await second.release();
    assert.deepEqual(log, ['open a', 'close a']);
  });

  it('tries again for the next user when opening failed', async () => {
    const { handles, open } = recorder();
    const failed = handles.acquire('file', () => Promise.reject(new Error('locked')));
    await assert.rejects(failed.opened, /locked/);
    assert.equal(await handles.acquire('file', open('b')).opened, 'b');
  });
});
