/** Changes the master key of stores that nobody has open: wraps their data keys anew and leaves every record as it is. A stop at any moment leaves each store readable with a key that is there. */
import { existsSync } from 'node:fs';
import {
  masterKeys,
  moveKeyFile,
  nextKeyFile,
  readKeyFile,
  writeKeyFile,
  type KeySource,
} from '../sealing/key-file.ts';
import { newMasterKeyText, parseMasterKey, type MasterKey } from '../sealing/master-key.ts';
import { seal, unseal } from '../sealing/seal.ts';
import { StoreFailure } from '../store-failure.ts';
import { openConnection, type Connection } from './connection.ts';
import { masterKeyOf, placeOfKey } from './keyring.ts';
import { isSealed } from './migrations.ts';
import { asStoreFailure } from './sqlite-failure.ts';
import { KEYS, type DataKeyRow } from './statements/key-statements.ts';

/** Keys that are wrapped with the master key and kept in no store. */
export interface KeysElsewhere {
  /** Where they are, for the report. */
  file: string;
  /** Whether all of them can be unwrapped; changes nothing. */
  canOpen: (known: readonly MasterKey[]) => boolean;
  /**
   * @returns how many there are
   * @throws StoreFailure
   */
  wrapAnew: (known: readonly MasterKey[], to: MasterKey) => number;
}

export interface RotateOptions {
  /** The stores that share the key; all of them are changed. */
  files: readonly string[];
  /** Changed with the stores. */
  elsewhere?: readonly KeysElsewhere[] | undefined;
  source: KeySource;
  /** The new key as text; a new one is made unless told. Needed where the old one is given by the environment. */
  newKey?: string | undefined;
  /** Called with `key:written`, `key:wrapped` and `key:moved`: for tests that stop there. */
  failpoint?: ((name: string) => void) | undefined;
}

export interface Rotation {
  /** Names of master keys. */
  from: string;
  to: string;
  stores: readonly { file: string; dataKeys: number }[];
  /** Where the new key is now; undefined: the environment has to give it. */
  keyFile: string | undefined;
}

/**
 * @throws StoreFailure `store-locked` while a process has one of the stores open, `store-key-wrong` when a key is missing or malformed;
 * nothing has been changed then
 */
export function rotateStoreKey(options: RotateOptions): Rotation {
  const { source, newKey, failpoint } = options;
  if ((source.given ?? '').trim() !== '') return rotateGiven(options);
  const next = nextKeyFile(source.file);
  // One that was cut off is brought to its end first: a store may be wrapped with its key already.
  const cutOff = existsSync(next) ? rotateTo(options, readKeyFile(next)) : undefined;
  if (cutOff !== undefined && newKey === undefined) return cutOff;
  const text = newKey ?? newMasterKeyText();
  checkNew(text);
  checkStores(options);
  writeKeyFile(next, text.trim());
  failpoint?.('key:written');
  return rotateTo(options, readKeyFile(next));
}

function rotateGiven(options: RotateOptions): Rotation {
  const [old] = masterKeys(options.source);
  if (options.newKey === undefined) {
    throw new StoreFailure(
      'store-key-wrong',
      'the old key is given by ORBIT_STORE_KEY: give the new one by ORBIT_STORE_KEY_NEW',
    );
  }
  const to = checkNew(options.newKey);
  const known = [...(old === undefined ? [] : [old]), to];
  checkElsewhere(options, known);
  const stores = wrapAll(options, { known, to });
  options.failpoint?.('key:wrapped');
  return { from: old?.id ?? '', to: to.id, stores, keyFile: undefined };
}

function rotateTo(options: RotateOptions, to: MasterKey): Rotation {
  const { source, failpoint } = options;
  const known = masterKeys(source);
  const stores = wrapAll(options, { known, to });
  failpoint?.('key:wrapped');
  moveKeyFile(nextKeyFile(source.file), source.file);
  failpoint?.('key:moved');
  return { from: known[0]?.id ?? '', to: to.id, stores, keyFile: source.file };
}

function checkNew(text: string): MasterKey {
  const key = parseMasterKey(text);
  if (key !== undefined) return key;
  throw new StoreFailure(
    'store-key-wrong',
    'ORBIT_STORE_KEY_NEW is no store key: it must be 32 bytes, written as 64 hexadecimal digits or as base64',
  );
}

/** Before a new key is written down: every store is at hand and its present key known. */
function checkStores(options: RotateOptions): void {
  const { files, source } = options;
  const known = masterKeys(source);
  for (const file of files) withStore(file, (connection) => ownKeyOf(connection, known, source));
  checkElsewhere(options, known);
}

function checkElsewhere({ elsewhere = [] }: RotateOptions, known: readonly MasterKey[]): void {
  const closed = elsewhere.find(({ canOpen }) => !canOpen(known));
  if (closed === undefined) return;
  const text = `the keys in ${closed.file} are wrapped with another key than the one at hand. Nothing has been changed.`;
  throw new StoreFailure('store-key-wrong', text);
}

function wrapAll({ files, elsewhere = [], source }: RotateOptions, keys: Keys): Rotation['stores'] {
  const stores = files.map((file) => wrapAnew(file, keys, source));
  const others = elsewhere.map((one) => ({ file: one.file, dataKeys: one.wrapAnew(keys.known, keys.to) }));
  return [...stores, ...others];
}

interface Keys {
  known: readonly MasterKey[];
  to: MasterKey;
}

function wrapAnew(file: string, { known, to }: Keys, source: KeySource): { file: string; dataKeys: number } {
  return withStore(file, (connection) => {
    const from = ownKeyOf(connection, known, source);
    const rows = connection.all(KEYS.all);
    if (from === undefined || from.id === to.id) return { file, dataKeys: rows.length };
    connection.execute('BEGIN IMMEDIATE');
    for (const row of rows) connection.run(KEYS.rewrap, to.id, wrapOne(row, from, to), row.keyId);
    connection.execute('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
    return { file, dataKeys: rows.length };
  });
}

/** Undefined: the store was made a moment ago and has no data key yet. */
function ownKeyOf(connection: Connection, known: readonly MasterKey[], source: KeySource): MasterKey | undefined {
  return connection.all(KEYS.all).length === 0 ? undefined : masterKeyOf(connection, known, source);
}

/** A key that cannot be unwrapped is of no more use with the new master key than with the old one. */
function wrapOne(row: DataKeyRow, from: MasterKey, to: MasterKey): Uint8Array {
  const place = placeOfKey(row);
  const bytes = unseal(from.key, row.wrapped, place);
  return bytes === undefined ? row.wrapped : seal(to.key, bytes, place);
}

function withStore<T>(file: string, work: (connection: Connection) => T): T {
  if (!existsSync(file)) throw new StoreFailure('io', `there is no store ${file}`);
  const connection = openConnection(file, { lockWaitMs: 0 });
  try {
    if (!isSealed(connection)) {
      throw new StoreFailure(
        'not-a-store',
        `the store ${file} is of an earlier version and has no key yet; start Orbit once`,
      );
    }
    return work(connection);
  } catch (cause) {
    throw asStoreFailure(cause);
  } finally {
    // What a transaction that was cut off had written is rolled back.
    connection.close();
  }
}
