import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstMasterKey, masterKeys, nextKeyFile, writeKeyFile } from '../../../../nodes/lib/store/sealing/key-file.ts';
import { newMasterKeyText, parseMasterKey } from '../../../../nodes/lib/store/sealing/master-key.ts';
import { temporaryFolder } from '../sqlite/sqlite-bed.ts';

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => 251 - index * 7));
const wrong = { name: 'StoreFailure', class: 'unavailable', code: 'store-key-wrong' };

describe('the master key of the store', () => {
  it('is the same key in hex, in base64 and in base64 for URLs, with blanks around it', () => {
    const texts = [
      BYTES.toString('hex'),
      BYTES.toString('hex').toUpperCase(),
      BYTES.toString('base64'),
      BYTES.toString('base64url'),
      ` ${BYTES.toString('base64')}\n`,
    ];
    const keys = texts.map((text) => parseMasterKey(text));
    for (const key of keys) assert.deepEqual(key?.key.export(), BYTES);
    assert.equal(new Set(keys.map((key) => key?.id)).size, 1);
  });

  it('has a name that another key has not, and that is no part of it', () => {
    const [one, other] = [parseMasterKey(newMasterKeyText()), parseMasterKey(newMasterKeyText())];
    assert.ok(one !== undefined && other !== undefined);
    assert.notEqual(one.id, other.id);
    assert.ok(!one.key.export().toString('hex').includes(one.id));
  });

  for (const [name, text] of [
    ['an empty text', ''],
    ['a password', 'correct horse battery staple'],
    ['31 bytes in hex', BYTES.subarray(1).toString('hex')],
    ['33 bytes in base64', Buffer.concat([BYTES, BYTES.subarray(0, 1)]).toString('base64')],
    ['24 bytes in base64', BYTES.subarray(8).toString('base64')],
    ['hex with a letter that is none', `${BYTES.toString('hex').slice(1)}g`],
  ] as const) {
    it(`is not ${name}`, () => assert.equal(parseMasterKey(text), undefined));
  }
});

describe('the file of the master key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'data', 'store-key');
  });
  afterEach(() => folder.remove());

  it('is made once, for its owner alone, and nothing is left beside it', async () => {
    const key = firstMasterKey({ file });
    assert.equal(firstMasterKey({ file }).id, key.id);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(join(folder.path, 'data')), ['store-key']);
  });

  it('is not made where the environment gives a key', async () => {
    const given = BYTES.toString('hex');
    assert.equal(firstMasterKey({ given, file }).id, parseMasterKey(given)?.id);
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });

  it('gives way to the key of the environment, and counts where that is empty', () => {
    const inFile = firstMasterKey({ file });
    const given = BYTES.toString('base64');
    assert.deepEqual(
      masterKeys({ given, file }).map(({ id }) => id),
      [parseMasterKey(given)?.id],
    );
    assert.deepEqual(
      masterKeys({ given: '  ', file }).map(({ id }) => id),
      [inFile.id],
    );
  });

  it('stands before the one of a rotation that was cut off', () => {
    const current = firstMasterKey({ file });
    writeKeyFile(nextKeyFile(file), BYTES.toString('base64'));
    assert.deepEqual(
      masterKeys({ file }).map(({ id }) => id),
      [current.id, parseMasterKey(BYTES.toString('hex'))?.id],
    );
  });

  it('is refused, with where it is and what it must be, when there is no key in it', async () => {
    await mkdir(join(folder.path, 'data'));
    for (const content of ['', '\n', 'not a key\n']) {
      await writeFile(file, content);
      assert.throws(() => masterKeys({ file }), {
        ...wrong,
        message: new RegExp(`${file} .* 64 hexadecimal .* base64`),
      });
      assert.throws(() => firstMasterKey({ file }), wrong);
      assert.equal(await readFile(file, 'utf8'), content, 'as it was');
    }
    const given = 'a password';
    assert.throws(() => masterKeys({ given, file }), { ...wrong, message: /ORBIT_STORE_KEY/ });
    try {
      masterKeys({ given, file });
    } catch (cause) {
      assert.ok(cause instanceof Error && !cause.message.includes(given));
    }
  });

  it('keeps its right for its owner alone when it is written anew', async () => {
    firstMasterKey({ file });
    await chmod(file, 0o644);
    writeKeyFile(file, newMasterKeyText());
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });
});
