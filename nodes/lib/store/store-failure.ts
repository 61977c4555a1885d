/** Why the store did not do what was asked, as a class and a code; the text names files, versions and control ids only, never a patient. */

/** unavailable: a resource is missing, the same call works once it is back. refused: this call never works, the others do. */
export type StoreFailureClass = 'unavailable' | 'refused';

const CLASSES = {
  'disk-full': 'unavailable',
  'read-only': 'unavailable',
  io: 'unavailable',
  locked: 'unavailable',
  closed: 'unavailable',
  /** Another process has the store open. */
  'store-locked': 'unavailable',
  /** Written by a newer program than this one. */
  'newer-schema': 'unavailable',
  corrupt: 'unavailable',
  /** A database, but not one of ours. */
  'not-a-store': 'unavailable',
  /** The store is sealed with another master key than the one at hand, or what is at hand is no key. */
  'store-key-wrong': 'unavailable',
  /** A list was asked to go on where it never was. */
  'unknown-page': 'refused',
  /** MSH-10 belongs to another message. */
  'control-id-taken': 'refused',
} as const satisfies Readonly<Record<string, StoreFailureClass>>;

export type StoreFailureCode = keyof typeof CLASSES;

export class StoreFailure extends Error {
  readonly class: StoreFailureClass;
  readonly code: StoreFailureCode;

  constructor(code: StoreFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreFailure';
    this.class = CLASSES[code];
    this.code = code;
  }
}
