import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../../nodes/lib/store/index.ts';
import { nextKeyFile, writeKeyFile } from '../../../../nodes/lib/store/sealing/key-file.ts';
import { newMasterKeyText } from '../../../../nodes/lib/store/sealing/master-key.ts';
import { openSqliteStore, rotateStoreKey, type Rotation } from '../../../../nodes/lib/store/sqlite/index.ts';
import { at, claimOne, newEvent, settleVersion } from '../samples.ts';
import { temporaryFolder } from './sqlite-bed.ts';

const wrong = { name: 'StoreFailure', code: 'store-key-wrong' };

describe('changing the master key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let keyFile: string;

  const open = (given?: string): Promise<Store> =>
    openSqliteStore({ file, lockWaitMs: 0, key: { given, file: keyFile } });
  const fill = async (given?: string): Promise<void> => {
    const store = await open(given);
    await settleVersion(store, 'case-1', 1, at(0));
    await store.acceptEvents([newEvent('case-1', 2)], at(100_000));
    await store.close();
  };
  const isReadable = async (given?: string): Promise<void> => {
    const store = await open(given);
    try {
      const { event, before } = await claimOne(store, at(200_000));
      assert.deepEqual([event.case?.patient.family, before?.version], ['Tolvansson', 1]);
    } finally {
      await store.close();
    }
  };
  const rotate = (change: { newKey?: string; given?: string; failpoint?: (name: string) => void } = {}): Rotation => {
    const { given, ...options } = change;
    return rotateStoreKey({ files: [file], source: { given, file: keyFile }, ...options });
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'orbit.sqlite');
    keyFile = join(folder.path, 'store-key');
  });
  afterEach(() => folder.remove());

  it('makes a new key, wraps the data keys with it and puts it in the place of the old one', async () => {
    await fill();
    const old = readFileSync(keyFile, 'utf8');
    const { from, to, stores, keyFile: written } = rotate();
    assert.notEqual(from, to);
    assert.deepEqual([stores, written], [[{ file, dataKeys: 4 }], keyFile]);
    assert.notEqual(readFileSync(keyFile, 'utf8'), old);
    assert.deepEqual(readdirSync(folder.path).sort(), ['orbit.sqlite', 'orbit.sqlite-mark', 'store-key']);
    await isReadable();
    await assert.rejects(open(old), wrong);
  });

  it('leaves every record as it was', async () => {
    await fill();
    const before = readFileSync(file);
    rotate();
    const after = readFileSync(file);
    assert.equal(after.length, before.length);
    let changed = 0;
    for (let page = 0; page < before.length; page += 4096) {
      if (!before.subarray(page, page + 4096).equals(after.subarray(page, page + 4096))) changed += 1;
    }
    assert.ok(changed <= 2, `${String(changed)} pages changed`);
  });

  it('takes the new key that is given', async () => {
    await fill();
    const newKey = newMasterKeyText();
    rotate({ newKey });
    assert.equal(readFileSync(keyFile, 'utf8').trim(), newKey);
    await isReadable(newKey);
  });

  it('changes a key that the environment gives for another one, and writes neither down', async () => {
    const [given, newKey] = [newMasterKeyText(), newMasterKeyText()];
    await fill(given);
    assert.throws(() => rotate({ given }), { ...wrong, message: /ORBIT_STORE_KEY_NEW/ });
    assert.equal(rotate({ given, newKey }).keyFile, undefined);
    assert.deepEqual(readdirSync(folder.path).sort(), ['orbit.sqlite', 'orbit.sqlite-mark']);
    await assert.rejects(open(given), wrong);
    await isReadable(newKey);
    // Run once more after a stop that nobody noticed.
    assert.deepEqual(rotate({ given, newKey }).stores, [{ file, dataKeys: 4 }]);
  });

  it('is refused while a process has the store open, and changes nothing', async () => {
    await fill();
    const store = await open();
    assert.throws(() => rotate(), { code: 'store-locked' });
    assert.ok(!existsSync(nextKeyFile(keyFile)));
    await store.close();
    await isReadable();
  });

  it('is refused without the present key, with a new one that is none, and without a store', async () => {
    await fill();
    const before = readFileSync(file);
    assert.throws(() => rotate({ newKey: 'password' }), { ...wrong, message: /ORBIT_STORE_KEY_NEW is no store key/ });
    rmSync(keyFile);
    assert.throws(() => rotate(), { ...wrong, message: /no key in the file/ });
    writeKeyFile(keyFile, newMasterKeyText());
    assert.throws(() => rotate(), { ...wrong, message: /holds the key named/ });
    assert.ok(!existsSync(nextKeyFile(keyFile)));
    assert.deepEqual(readFileSync(file), before);
    rmSync(file);
    assert.throws(() => rotate(), { code: 'io', message: /no store/ });
    assert.ok(!existsSync(file));
  });

  for (const step of ['key:written', 'key:wrapped', 'key:moved']) {
    it(`stopped at ${step} leaves a store that opens, and is brought to its end by the next run`, async () => {
      await fill();
      const failpoint = (name: string): void => {
        if (name === step) throw new Error('stopped');
      };
      assert.throws(() => rotate({ failpoint }), /stopped/);
      await isReadable();
      const engine = async (): Promise<string> => {
        const store = await open();
        await store.close();
        return store.engine;
      };
      assert.equal((await engine()).includes('store:rotate-key'), step === 'key:wrapped');
      rotate();
      assert.ok(!existsSync(nextKeyFile(keyFile)));
      assert.ok(!(await engine()).includes('store:rotate-key'));
      await isReadable();
    });
  }

  it('finishes one that was cut off before it takes the key that is given', async () => {
    await fill();
    const failpoint = (name: string): void => {
      if (name === 'key:wrapped') throw new Error('stopped');
    };
    assert.throws(() => rotate({ failpoint }), /stopped/);
    const newKey = newMasterKeyText();
    rotate({ newKey });
    await isReadable(newKey);
  });

  it('changes every store that shares the key, also after a stop between two of them', async () => {
    await fill();
    const first = file;
    const second = (file = join(folder.path, 'other.sqlite'));
    await fill();
    const source = { file: keyFile };
    writeKeyFile(nextKeyFile(keyFile), newMasterKeyText());
    file = first;
    // As a stop leaves it that came after the first store.
    assert.throws(() => rotateStoreKey({ files: [first, join(folder.path, 'none')], source }), { code: 'io' });
    for (const each of [first, second]) {
      file = each;
      await isReadable();
    }
    assert.equal(rotateStoreKey({ files: [first, second], source }).stores.length, 2);
    assert.ok(!existsSync(nextKeyFile(keyFile)));
    for (const each of [first, second]) {
      file = each;
      await isReadable();
    }
  });
});
