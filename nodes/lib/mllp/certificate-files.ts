/** Keeps the credentials that lie in PEM files up to date: renewed files are used from the next connection on, torn or unreadable ones never. */
import { readFileSync, statSync } from 'node:fs';
import {
  loadCredentials,
  type CredentialsProblem,
  type LoadedCredentials,
  type MinVersion,
} from './tls-credentials.ts';

export interface CertificatePaths {
  ca?: string;
  cert?: string;
  key?: string;
}

export interface CertificateFilesOptions {
  paths: CertificatePaths;
  passphrase?: string;
  minVersion?: MinVersion;
  /** Files have been renewed and are in use from now on. */
  onRenewed?: () => void;
  /** Renewed files cannot be used; the ones before them stay in use. Told once for each reason. */
  onKept?: (code: CredentialsProblem) => void;
}

type Texts = Partial<Record<keyof CertificatePaths, string>>;

const MISSING: Readonly<Record<keyof CertificatePaths, CredentialsProblem>> = {
  ca: 'tls-ca-missing',
  cert: 'tls-certificate-missing',
  key: 'tls-key-missing',
};
const PARTS = ['ca', 'cert', 'key'] as const;

export class CertificateFiles {
  readonly #options: CertificateFilesOptions;
  /** What the files looked like when they were last read with success. */
  #seen = '';
  #texts: Texts | undefined;
  #loaded: LoadedCredentials | undefined;
  #kept: CredentialsProblem | undefined;

  constructor(options: CertificateFilesOptions) {
    this.#options = options;
  }

  /** The newest usable credentials; looks at the files, and reads them when they have changed. */
  current(): LoadedCredentials {
    const look = this.#look();
    if (this.#loaded?.ok === true && look === this.#seen) {
      this.#kept = undefined;
      return this.#loaded;
    }
    const read = this.#read();
    if ('code' in read) return this.#refuse(read.code);
    if (this.#loaded?.ok === true && sameTexts(read, this.#texts)) {
      this.#seen = look;
      this.#kept = undefined;
      return this.#loaded;
    }
    return this.#take(read, look);
  }

  #take(texts: Texts, look: string): LoadedCredentials {
    const { passphrase, minVersion, onRenewed } = this.#options;
    const loaded = loadCredentials(passphrase === undefined ? texts : { ...texts, passphrase }, minVersion);
    if (!loaded.ok) return this.#refuse(loaded.code);
    const isRenewal = this.#loaded?.ok === true;
    this.#loaded = loaded;
    this.#texts = texts;
    this.#seen = look;
    this.#kept = undefined;
    if (isRenewal) onRenewed?.();
    return loaded;
  }

  #refuse(code: CredentialsProblem): LoadedCredentials {
    if (this.#loaded?.ok !== true) return { ok: false, code };
    if (this.#kept !== code) this.#options.onKept?.(code);
    this.#kept = code;
    return this.#loaded;
  }

  /** Time, size and inode: a file written in place changes the first two, one moved into place the last. */
  #look(): string {
    return PARTS.map((part) => {
      const path = this.#options.paths[part];
      const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false, bigint: true });
      return stat === undefined ? '' : `${String(stat.mtimeNs)}/${String(stat.size)}/${String(stat.ino)}`;
    }).join(' ');
  }

  #read(): Texts | { code: CredentialsProblem } {
    const texts: Texts = {};
    for (const part of PARTS) {
      const path = this.#options.paths[part];
      if (path === undefined) continue;
      try {
        texts[part] = readFileSync(path, 'utf8');
      } catch {
        return { code: MISSING[part] };
      }
    }
    return texts;
  }
}

function sameTexts(one: Texts, other: Texts | undefined): boolean {
  return PARTS.every((part) => one[part] === other?.[part]);
}
