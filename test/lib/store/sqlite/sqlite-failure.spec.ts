import assert from 'node:assert/strict';
import { StoreFailure } from '../../../../nodes/lib/store/index.ts';
import { asStoreFailure } from '../../../../nodes/lib/store/sqlite/sqlite-failure.ts';

const sqliteError = (errcode: number): Error =>
  Object.assign(new Error('as SQLite says it'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('the failures of SQLite in the words of the store', () => {
  for (const [name, errcode, code] of [
    ['SQLITE_BUSY', 5, 'locked'],
    ['SQLITE_LOCKED', 6, 'locked'],
    ['SQLITE_READONLY', 8, 'read-only'],
    ['SQLITE_READONLY_DBMOVED', 1032, 'read-only'],
    ['SQLITE_IOERR_FSYNC', 1034, 'io'],
    ['SQLITE_CORRUPT', 11, 'corrupt'],
    ['SQLITE_FULL', 13, 'disk-full'],
    ['SQLITE_CANTOPEN', 14, 'io'],
    ['SQLITE_NOTADB', 26, 'corrupt'],
  ] as const) {
    it(`${name} is ${code}`, () => {
      const cause = sqliteError(errcode);
      const failure = asStoreFailure(cause);
      assert.ok(failure instanceof StoreFailure);
      assert.deepEqual([failure.class, failure.code, failure.cause], ['unavailable', code, cause]);
    });
  }

  it('leaves what is a bug, or nothing of SQLite, as it is', () => {
    for (const cause of [sqliteError(1), sqliteError(2067), new TypeError('no such thing'), 'a string', undefined]) {
      assert.equal(asStoreFailure(cause), cause);
    }
  });
});
