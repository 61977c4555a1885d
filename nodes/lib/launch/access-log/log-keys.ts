/** The data keys of the access log: one a month, wrapped by the master key of the store and kept beside the log, so that a new master key leaves the log as it is. */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstMasterKey, masterKeys, writeKeyFile, type KeySource } from '../../store/sealing/key-file.ts';
import type { MasterKey } from '../../store/sealing/master-key.ts';
import { seal, unseal } from '../../store/sealing/seal.ts';
import { AccessLogProblem } from './access-log-failure.ts';

const DATA_KEY_BYTES = 32;
/** The key that vouches for the length of the log is none of a month. */
const ALWAYS = 'always';

export interface KeyRow {
  keyId: number;
  /** A month such as 2026-03, or `always`. */
  period: string;
  masterId: string;
  /** Base64. */
  wrapped: string;
}

export function keysFile(folder: string): string {
  return join(folder, 'keys.json');
}

export class LogKeys {
  readonly #file: string;
  readonly #source: KeySource;
  #rows: readonly KeyRow[] = [];
  readonly #unwrapped = new Map<number, KeyObject>();

  constructor(folder: string, source: KeySource) {
    this.#file = keysFile(folder);
    this.#source = source;
  }

  get exist(): boolean {
    return existsSync(this.#file);
  }

  /** For a log that has never had any. To be called by the one who has the lock, as everything that makes a key. */
  begin(): void {
    this.#make(ALWAYS, firstMasterKey(this.#source));
  }

  /** The key for what is sealed in a month. */
  sealing(month: string): { keyId: number; key: KeyObject } {
    const keyId = this.#rowOf(month)?.keyId ?? this.#make(month, this.#master());
    return { keyId, key: this.#openingOrFail(keyId) };
  }

  /** Undefined: it is not there, or cannot be opened with the master key at hand. */
  opening(keyId: number): KeyObject | undefined {
    const known = this.#unwrapped.get(keyId);
    if (known !== undefined) return known;
    const row = this.#find((one) => one.keyId === keyId);
    const bytes = row && unwrap(row, masterKeys(this.#source));
    if (bytes === undefined) return undefined;
    const key = createSecretKey(bytes);
    this.#unwrapped.set(keyId, key);
    return key;
  }

  /** What nobody can write who has not the key. Undefined: the key cannot be opened. */
  signature(text: string): string | undefined {
    const row = this.#rowOf(ALWAYS);
    const key = row && this.opening(row.keyId);
    return key && createHmac('sha256', key).update(text).digest('hex');
  }

  #rowOf(period: string): KeyRow | undefined {
    return this.#find((row) => row.period === period);
  }

  /** Another process may have made it in the meantime. */
  #find(isWanted: (row: KeyRow) => boolean): KeyRow | undefined {
    const known = this.#rows.find(isWanted);
    if (known !== undefined) return known;
    this.#rows = readRows(this.#file);
    return this.#rows.find(isWanted);
  }

  /** The master key the log is wrapped with already; a log with two of them could not be rotated. */
  #master(): MasterKey {
    const wanted = this.#rowOf(ALWAYS)?.masterId;
    const found = masterKeys(this.#source).find(({ id }) => id === wanted);
    if (found === undefined) throw new AccessLogProblem('key-wrong');
    return found;
  }

  #openingOrFail(keyId: number): KeyObject {
    const key = this.opening(keyId);
    if (key === undefined) throw new AccessLogProblem('key-wrong');
    return key;
  }

  #make(period: string, master: MasterKey): number {
    const rows = readRows(this.#file);
    const keyId = rows.reduce((last, row) => Math.max(last, row.keyId), 0) + 1;
    const wrapped = seal(master.key, randomBytes(DATA_KEY_BYTES), placeOf({ keyId, period })).toString('base64');
    this.#rows = [...rows, { keyId, period, masterId: master.id, wrapped }];
    writeRows(this.#file, this.#rows);
    return keyId;
  }
}

export function unwrap(row: KeyRow, known: readonly MasterKey[]): Buffer | undefined {
  const master = known.find(({ id }) => id === row.masterId);
  return master && unseal(master.key, Buffer.from(row.wrapped, 'base64'), placeOf(row));
}

export function placeOf({ keyId, period }: Pick<KeyRow, 'keyId' | 'period'>): string {
  return `access-log key ${String(keyId)} ${period}`;
}

export function writeRows(file: string, rows: readonly KeyRow[]): void {
  writeKeyFile(file, JSON.stringify({ version: 1, keys: rows }, null, 2));
}

export function readRows(file: string): KeyRow[] {
  if (!existsSync(file)) return [];
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { keys: KeyRow[] }).keys;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AccessLogProblem('key-wrong');
    throw cause;
  }
}
