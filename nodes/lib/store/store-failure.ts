/** Why the store did not do what was asked, as a class and a code; the text names files, versions and control ids only, never a patient. */

/** unavailable: a resource is missing, the same call works once it is back. refused: this call never works, the others do. */
export type StoreFailureClass = 'unavailable' | 'refused';

interface Meaning {
  class: StoreFailureClass;
  /** In one sentence, with no path in it: for whoever may ask whether the process is ready. */
  text: string;
}

const MEANINGS = {
  'disk-full': { class: 'unavailable', text: 'the disk is full; free space, the store goes on by itself' },
  'read-only': { class: 'unavailable', text: 'the store may not be written; give the process the right to it' },
  io: { class: 'unavailable', text: 'the disk reports an error; check the disk and the mount' },
  locked: { class: 'unavailable', text: 'the store is locked by another process; it goes on once that one lets go' },
  closed: { class: 'unavailable', text: 'the store has been closed' },
  /** Another process has the store open. */
  'store-locked': { class: 'unavailable', text: 'another process has the store open; it goes on once that one ends' },
  /** Written by a newer program than this one. */
  'newer-schema': { class: 'unavailable', text: 'the store was written by a newer program; start that one again' },
  corrupt: { class: 'unavailable', text: 'the store file is damaged; restore it from its backup' },
  /** A database, but not one of ours. */
  'not-a-store': { class: 'unavailable', text: 'the file is no store; choose another path' },
  /** The store is sealed with another master key than the one at hand, or what is at hand is no key. */
  'store-key-wrong': {
    class: 'unavailable',
    text: 'the store key is missing or another one; the log says where it is looked for',
  },
  /** The file is not where it was opened. */
  'store-moved': {
    class: 'unavailable',
    text: 'the store file was moved or deleted while in use; the log says what to do',
  },
  /** Less is in the file than has been promised to be. */
  'store-behind': {
    class: 'unavailable',
    text: 'the store lacks events that were accepted; the log says what to put back',
  },
  /** A list was asked to go on where it never was. */
  'unknown-page': { class: 'refused', text: 'the list cannot go on from there; begin it anew' },
  /** MSH-10 belongs to another message. */
  'control-id-taken': { class: 'refused', text: 'the control id belongs to another message' },
} as const satisfies Readonly<Record<string, Meaning>>;

export type StoreFailureCode = keyof typeof MEANINGS;

export class StoreFailure extends Error {
  readonly class: StoreFailureClass;
  readonly code: StoreFailureCode;

  constructor(code: StoreFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreFailure';
    this.class = MEANINGS[code].class;
    this.code = code;
  }

  /** The same for every failure of the code: what is wrong and what to do, with no path in it. */
  get meaning(): string {
    return MEANINGS[this.code].text;
  }
}
