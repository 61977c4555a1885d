/** Why the store could not do what was asked: a lost resource, not a bug of the caller. */

export type StoreFailureCode = 'disk-full' | 'read-only' | 'io' | 'locked' | 'corrupt' | 'closed' | 'newer-schema' | 'control-id-taken';

export class StoreFailure extends Error {
  readonly class = 'unavailable';
  readonly code: StoreFailureCode;
  constructor(code: StoreFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreFailure';
    this.code = code;
  }
}
