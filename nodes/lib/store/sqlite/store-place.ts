/** Where the files of an open store lie. Notices that they have been moved, deleted or replaced: what is written then goes to a file that nobody will find again. */
import { statSync } from 'node:fs';

export class StorePlace {
  readonly file: string;
  #fileNo: number | undefined;
  #logNo: number | undefined;

  /** @param file of a store that is open already */
  constructor(file: string) {
    this.file = file;
    this.note();
  }

  /** What lies there now is what is in use. */
  note(): void {
    this.#fileNo = inodeOf(this.file);
    this.#logNo = inodeOf(this.#log);
  }

  get isMoved(): boolean {
    return inodeOf(this.file) !== this.#fileNo;
  }

  get isLogGone(): boolean {
    return inodeOf(this.#log) !== this.#logNo;
  }

  get #log(): string {
    return `${this.file}-wal`;
  }
}

/** 2 µs. Undefined: there is no such file, or nobody may ask. */
function inodeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}
