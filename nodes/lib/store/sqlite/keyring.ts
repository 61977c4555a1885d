/** The data keys of one store: made for a period when its first record is sealed, kept wrapped by the master key, unwrapped in memory only. */
import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { firstMasterKey, masterKeys, type KeySource } from '../sealing/key-file.ts';
import type { MasterKey } from '../sealing/master-key.ts';
import { seal, unseal } from '../sealing/seal.ts';
import { StoreFailure } from '../store-failure.ts';
import type { Connection } from './connection.ts';
import { KEYS, type DataKeyRow, type KeyPurpose } from './statements/key-statements.ts';
import type { Transaction } from './transaction.ts';

const DATA_KEY_BYTES = 32;
const DAY_MS = 86_400_000;
/**
 * How much of the ISO date names the period of a key: what lives for days has one a day, what lives for months one a month. Each purpose has
 * its own, so that the short-lived do not wait for the long-lived.
 */
const PERIOD_LENGTH = { content: 10, kept: 7, rejection: 10, ledger: 7 } as const;

export type SealingPurpose = keyof typeof PERIOD_LENGTH;

export interface DataKey {
  keyId: number;
  key: KeyObject;
}

interface Newest extends DataKey {
  /** Days since 1970. */
  day: number;
}

/** The place a wrapped key is bound to. */
export function placeOfKey({ keyId, purpose, period }: Pick<DataKeyRow, 'keyId' | 'purpose' | 'period'>): string {
  return `data_keys.wrapped ${String(keyId)} ${purpose} ${period}`;
}

/**
 * The one among `known` the data keys are wrapped with.
 * @param source where they were looked for, for the message
 * @throws StoreFailure `store-key-wrong`
 */
export function masterKeyOf(connection: Connection, known: readonly MasterKey[], source: KeySource): MasterKey {
  const masterId = connection.all(KEYS.all)[0]?.masterId ?? '';
  const master = known.find(({ id }) => id === masterId);
  if (master === undefined) throw wrongKey(masterId, known, source);
  return master;
}

export class Keyring {
  readonly #master: MasterKey;
  readonly #unfinished: boolean;
  readonly #rows = new Map<number, DataKeyRow>();
  readonly #unwrapped = new Map<number, KeyObject>();
  /** The key in use for each purpose, so that the usual record asks for none. */
  readonly #newest = new Map<SealingPurpose, Newest>();
  readonly #lookup: KeyObject;
  #lastId = 0;

  private constructor(connection: Connection, master: MasterKey, unfinished = false) {
    this.#master = master;
    this.#unfinished = unfinished;
    for (const row of connection.all(KEYS.all)) this.#add(row);
    this.#lookup = this.#lookupKey(connection);
  }

  /**
   * @throws StoreFailure `store-key-wrong` when the store is sealed and none of the keys at hand is its own; nothing has been written then
   */
  static open(connection: Connection, source: KeySource): Keyring {
    if (connection.all(KEYS.all).length === 0) return new Keyring(connection, firstMasterKey(source));
    const known = masterKeys(source);
    const master = masterKeyOf(connection, known, source);
    return new Keyring(connection, master, master !== known[0]);
  }

  /** Names the master key without giving it away, and tells when its file has not yet got its own name. */
  get keyName(): string {
    const unfinished = this.#unfinished ? ', whose rotation was cut off: run store:rotate-key again' : '';
    return `${this.#master.id}${unfinished}`;
  }

  /** The key for what is sealed at `at`, made when it is the first of its period. */
  sealing(transaction: Transaction, purpose: SealingPurpose, at: number): DataKey {
    const day = Math.floor(at / DAY_MS);
    const newest = this.#newest.get(purpose);
    if (newest?.day === day) return newest;
    const period = periodOf(purpose, at);
    const found = this.#usable(purpose, period) ?? this.#make(transaction, purpose, period);
    this.#newest.set(purpose, { ...found, day });
    return found;
  }

  /** Undefined: it has been dropped, or is damaged. */
  opening(keyId: number): KeyObject | undefined {
    const kept = this.#unwrapped.get(keyId);
    if (kept !== undefined) return kept;
    const row = this.#rows.get(keyId);
    const bytes = row && unseal(this.#master.key, row.wrapped, placeOfKey(row));
    if (bytes === undefined) return undefined;
    const key = createSecretKey(bytes);
    this.#unwrapped.set(keyId, key);
    return key;
  }

  all(purpose: SealingPurpose): number[] {
    return [...this.#rows.values()].filter((row) => row.purpose === purpose).map(({ keyId }) => keyId);
  }

  /** Keys whose whole period lies before `time`, in rising order of their numbers. */
  endedBefore(purpose: SealingPurpose, time: number): number[] {
    const period = periodOf(purpose, time);
    return this.all(purpose).filter((keyId) => (this.#rows.get(keyId)?.period ?? '') < period);
  }

  /** Whether the next record of its purpose may be sealed with it. */
  mayBeUsed(keyId: number, now: number): boolean {
    const row = this.#rows.get(keyId);
    return row !== undefined && (row.purpose === 'lookup' || row.period >= periodOf(row.purpose, now));
  }

  /** What was sealed with it cannot be opened by anybody from then on, wherever a copy of it may lie. */
  drop(transaction: Transaction, keyId: number): void {
    const row = this.#rows.get(keyId);
    if (row === undefined) return;
    transaction.db.run(KEYS.drop, keyId);
    this.#forget(keyId);
    transaction.effects.undo(() => this.#add(row));
  }

  /** A value to compare with, of which nobody without the key can tell what it was made from. */
  lookup(text: string): string {
    return createHmac('sha256', this.#lookup).update(text).digest('base64url');
  }

  #usable(purpose: SealingPurpose, period: string): DataKey | undefined {
    for (const row of this.#rows.values()) {
      if (row.purpose !== purpose || row.period !== period) continue;
      const key = this.opening(row.keyId);
      if (key !== undefined) return { keyId: row.keyId, key };
    }
    return undefined;
  }

  #make(transaction: Transaction, purpose: SealingPurpose, period: string): DataKey {
    const { row, key } = this.#newRow(purpose, period);
    insert(transaction.db, row);
    this.#add(row);
    this.#unwrapped.set(row.keyId, key);
    transaction.effects.undo(() => this.#forget(row.keyId));
    return { keyId: row.keyId, key };
  }

  #newRow(purpose: KeyPurpose, period: string): { row: DataKeyRow; key: KeyObject } {
    const bytes = randomBytes(DATA_KEY_BYTES);
    const about = { keyId: this.#lastId + 1, purpose, period };
    const wrapped = seal(this.#master.key, bytes, placeOfKey(about));
    return { row: { ...about, masterId: this.#master.id, wrapped }, key: createSecretKey(bytes) };
  }

  #lookupKey(connection: Connection): KeyObject {
    const known = [...this.#rows.values()].find(({ purpose }) => purpose === 'lookup');
    if (known === undefined) {
      const { row, key } = this.#newRow('lookup', 'always');
      insert(connection, row);
      this.#add(row);
      return key;
    }
    const key = this.opening(known.keyId);
    if (key === undefined)
      throw new StoreFailure('corrupt', 'the store file is damaged: its first key cannot be opened');
    return key;
  }

  #add(row: DataKeyRow): void {
    this.#rows.set(row.keyId, row);
    this.#lastId = Math.max(this.#lastId, row.keyId);
  }

  #forget(keyId: number): void {
    this.#rows.delete(keyId);
    this.#unwrapped.delete(keyId);
    for (const [purpose, newest] of this.#newest) if (newest.keyId === keyId) this.#newest.delete(purpose);
  }
}

function periodOf(purpose: SealingPurpose, at: number): string {
  return new Date(at).toISOString().slice(0, PERIOD_LENGTH[purpose]);
}

function insert(connection: Connection, { keyId, purpose, period, masterId, wrapped }: DataKeyRow): void {
  connection.run(KEYS.insert, keyId, purpose, period, masterId, wrapped);
}

function wrongKey(masterId: string, candidates: readonly MasterKey[], { given = '', file }: KeySource): StoreFailure {
  const needed = `the store is sealed with the key named ${masterId}`;
  const [other] = candidates;
  const where = given.trim() === '' ? `the file ${file}` : 'the variable ORBIT_STORE_KEY';
  const found = other === undefined ? `there is no key in ${where}` : `${where} holds the key named ${other.id}`;
  const text = `${needed}, and ${found}; put the right key there (from its backup) and start again. Nothing has been changed.`;
  return new StoreFailure('store-key-wrong', text);
}
