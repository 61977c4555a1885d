/** Why an access could not be told, as a value: without it on disk nothing is opened. */
import { StoreFailure, type StoreFailureCode } from '../../store/index.ts';

const TEXTS = {
  'disk-full': 'the disk of the access log is full; free space, it goes on by itself',
  'not-writable': 'the access log may not be written; give the process the right to its folder',
  io: 'the disk of the access log reports an error; check the disk and the mount',
  locked: 'another process keeps the access log; it goes on once that one lets go',
  'key-wrong':
    'the keys of the access log are missing or sealed with another store key; put back keys.json and the key',
  closed: 'the access log has been closed',
} as const;

export type AccessLogFailureCode = keyof typeof TEXTS;

export interface AccessLogFailure {
  ok: false;
  class: 'unavailable';
  code: AccessLogFailureCode;
  /** What to do about it, with no path and no person in it. */
  text: string;
}

/** Thrown inside the log only. */
export class AccessLogProblem extends Error {
  readonly code: AccessLogFailureCode;

  constructor(code: AccessLogFailureCode) {
    super(TEXTS[code]);
    this.name = 'AccessLogProblem';
    this.code = code;
  }
}

const SYSTEM_CODES: Readonly<Record<string, AccessLogFailureCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'not-writable',
  EPERM: 'not-writable',
  EROFS: 'not-writable',
};

export function accessLogFailure(code: AccessLogFailureCode): AccessLogFailure {
  return { ok: false, class: 'unavailable', code, text: TEXTS[code] };
}

const STORE_CODES: Partial<Record<StoreFailureCode, AccessLogFailureCode>> = {
  'store-key-wrong': 'key-wrong',
  'disk-full': 'disk-full',
  'read-only': 'not-writable',
  locked: 'locked',
};

/** @throws the cause itself when it is no failure of a resource but a mistake in the program */
export function failureOf(cause: unknown): AccessLogFailure {
  if (cause instanceof AccessLogProblem) return accessLogFailure(cause.code);
  if (cause instanceof StoreFailure) return accessLogFailure(STORE_CODES[cause.code] ?? 'io');
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') throw cause;
  // Errors of the platform about wrong arguments have codes of this form.
  if (cause.code.startsWith('ERR_')) throw cause;
  return accessLogFailure(SYSTEM_CODES[cause.code] ?? 'io');
}
