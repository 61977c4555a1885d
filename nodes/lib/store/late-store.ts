/** A store that could not be opened yet: answers every call with the reason, and opens by itself once that is gone. What a person has to mend it does not try again. */
import { StoreFailure, type StoreFailureCode } from './store-failure.ts';
import type { Signal, Store } from './store.ts';

/** The disk, the mount or the other process may be right again in a moment, without anybody starting this process anew. */
const PASSING: ReadonlySet<StoreFailureCode> = new Set(['disk-full', 'read-only', 'io', 'locked', 'store-locked']);

export interface OpenWhenPossibleOptions {
  open: () => Promise<Store>;
  /** Called at each failure that has another reason than the one before. */
  onFailed: (failure: unknown) => void;
  onOpened: (store: Store) => void;
  retryMs?: number;
}

type Listener = (signal: Signal, endpoint?: string) => void;

/** Resolves after the first attempt: with the store itself, or with one that stands in for it until it opens. Rejects when trying again is of no use. */
export async function openWhenPossible(options: OpenWhenPossibleOptions): Promise<Store> {
  try {
    const store = await options.open();
    options.onOpened(store);
    return store;
  } catch (cause) {
    options.onFailed(cause);
    if (!isPassing(cause)) throw cause;
    return standIn(new LateStore(options, cause));
  }
}

function isPassing(cause: unknown): cause is StoreFailure {
  return cause instanceof StoreFailure && PASSING.has(cause.code);
}

const RETRY_MS = 2_000;

class LateStore {
  readonly #options: OpenWhenPossibleOptions;
  readonly #listeners = new Map<Listener, () => void>();
  #failure: unknown;
  #store: Store | undefined;
  #timer: NodeJS.Timeout | undefined;
  #opening: Promise<void> | undefined;
  #closed = false;

  constructor(options: OpenWhenPossibleOptions, failure: StoreFailure) {
    this.#options = options;
    this.#failure = failure;
    this.#wait();
  }

  get engine(): string {
    return this.#store?.engine ?? 'the store is not open yet';
  }

  /** Any other call of the port. */
  call(name: string, values: unknown[]): Promise<unknown> {
    const store = this.#store;
    if (store === undefined) return Promise.reject(asReason(this.#failure));
    const method: unknown = Reflect.get(store, name, store);
    if (typeof method !== 'function') throw new TypeError(`the store has no ${name}`);
    return Reflect.apply(method, store, values) as Promise<unknown>;
  }

  onSignal(listener: Listener): () => void {
    const own: Listener = (signal, endpoint) => listener(signal, endpoint);
    this.#listeners.set(own, this.#store?.onSignal(own) ?? (() => undefined));
    return () => {
      this.#listeners.get(own)?.();
      this.#listeners.delete(own);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#failure = new StoreFailure('closed', 'the store has been closed');
    await this.#opening;
    await this.#store?.close();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#opening = this.#open();
    }, this.#options.retryMs ?? RETRY_MS);
  }

  async #open(): Promise<void> {
    try {
      const store = await this.#options.open();
      this.#store = store;
      if (this.#closed) return;
      for (const listener of this.#listeners.keys()) this.#listeners.set(listener, store.onSignal(listener));
      this.#options.onOpened(store);
      for (const listener of [...this.#listeners.keys()]) {
        listener('inbox:ready');
        listener('outbox:ready');
      }
    } catch (cause) {
      if (this.#closed) return;
      if (!sameReason(cause, this.#failure)) this.#options.onFailed(cause);
      this.#failure = cause;
      if (isPassing(cause)) this.#wait();
    }
  }
}

function asReason(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error('the store could not be opened');
}

function sameReason(one: unknown, other: unknown): boolean {
  return one instanceof StoreFailure && other instanceof StoreFailure && one.code === other.code;
}

/** Every method of the port by its name, those that are added to it later as well. */
function standIn(late: LateStore): Store {
  return new Proxy({} as Store, {
    get: (_target, name) => {
      if (name === 'engine') return late.engine;
      if (name === 'onSignal') return (listener: Listener) => late.onSignal(listener);
      if (name === 'close') return () => late.close();
      // Awaiting the stand-in must not take it for a promise.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return (...values: unknown[]) => late.call(name, values);
    },
  });
}
