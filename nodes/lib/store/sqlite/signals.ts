/** Tells those who wait for work that there is some, after each commit. */
import type { Signal } from '../store.ts';
import type { Effects } from './transaction.ts';

export type SignalListener = (signal: Signal, endpoint?: string) => void;

export class Signals {
  readonly #listeners = new Set<SignalListener>();

  add(listener: SignalListener): () => void {
    // A wrapper of its own, so that adding the same function twice makes two subscriptions that end one by one.
    const own: SignalListener = (signal, endpoint) => listener(signal, endpoint);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  tell({ inboxReady, readyEndpoints }: Effects): void {
    if (inboxReady) this.#emit('inbox:ready');
    for (const endpoint of readyEndpoints) this.#emit('outbox:ready', endpoint);
  }

  clear(): void {
    this.#listeners.clear();
  }

  #emit(signal: Signal, endpoint?: string): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(signal, endpoint);
      } catch (cause) {
        // One bad listener must not keep the signal from the others; its failure surfaces as the uncaught exception it is.
        queueMicrotask(() => {
          throw cause;
        });
      }
    }
  }
}
