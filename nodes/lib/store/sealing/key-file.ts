/** Where the master key is kept: given by the environment, or in a file for its owner alone. Never writes over a key. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreFailure } from '../store-failure.ts';
import { newMasterKeyText, parseMasterKey, type MasterKey } from './master-key.ts';

export interface KeySource {
  /** The text of `ORBIT_STORE_KEY`; undefined or empty: the file counts. */
  given?: string | undefined;
  file: string;
}

/** Where a rotation keeps the new key until every store is wrapped with it. */
export function nextKeyFile(file: string): string {
  return `${file}.next`;
}

/**
 * The keys to try, in this order: the one given, else the one in the file and the one of a rotation that was cut off.
 * @throws StoreFailure `store-key-wrong` when what is there is no key
 */
export function masterKeys({ given = '', file }: KeySource): MasterKey[] {
  if (given.trim() !== '') {
    const key = parseMasterKey(given);
    if (key === undefined) throw malformed('the variable ORBIT_STORE_KEY');
    return [key];
  }
  return [file, nextKeyFile(file)].filter((path) => existsSync(path)).map(readKeyFile);
}

/** @throws StoreFailure `store-key-wrong` */
export function readKeyFile(file: string): MasterKey {
  const key = parseMasterKey(readFileSync(file, 'utf8'));
  if (key === undefined) throw malformed(`the file ${file}`);
  return key;
}

/** For a store that has never had a key: the one that is there, else a new one in the file. */
export function firstMasterKey(source: KeySource): MasterKey {
  const [key] = masterKeys(source);
  if (key !== undefined) return key;
  writeKeyFile(source.file, newMasterKeyText());
  return readKeyFile(source.file);
}

/** On disk under a passing name before it gets its own: whoever finds the file finds a whole key. */
export function writeKeyFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const passing = `${file}.writing`;
  writeFileSync(passing, `${text}\n`, { mode: 0o600, flush: true });
  moveKeyFile(passing, file);
}

/** Resolves with the new name on disk, not only in the memory of the system. */
export function moveKeyFile(from: string, to: string): void {
  renameSync(from, to);
  const folder = openSync(dirname(to), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function malformed(where: string): StoreFailure {
  return new StoreFailure(
    'store-key-wrong',
    `${where} does not hold a store key: it must be 32 bytes, written as 64 hexadecimal digits or as base64`,
  );
}
