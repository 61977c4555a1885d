/** Accesses of invented people to an invented patient, and a log of its own in a temporary folder. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLog, verifyLog, type AccessEntry, type LogCheck } from '../../../nodes/lib/launch/access-log/index.ts';
import type { LaunchUser } from '../../../nodes/lib/launch/launch-user.ts';
import { temporaryFolder } from '../store/sqlite/sqlite-bed.ts';

export const PATIENT = '191212121212';
export const ENCOUNTER = 'FIN-77001234';

export const SURGEON: Omit<LaunchUser, 'displayName'> = {
  hsaId: 'SE2321000131-E000000000001',
  commission: { hsaId: 'SE2321000131-E000000000101', name: 'Kirurgi, läkare åäö' },
  purpose: 'care',
  careUnit: { hsaId: 'SE2321000131-E000000000201', name: 'Kirurgi SU' },
  careProvider: { hsaId: 'SE2321000131-E000000000301', name: 'Västra Götalandsregionen' },
};

export function access(cid: string, changes: Partial<AccessEntry> = {}): AccessEntry {
  return {
    cid,
    direction: 'orbit-to-ehr',
    outcome: 'attempted',
    context: 'encounter',
    caseId: 'SU-2026-1',
    user: SURGEON,
    patient: { id: PATIENT, idType: 'personnummer' },
    encounter: ENCOUNTER,
    ...changes,
  };
}

export class AccessLogBed {
  readonly dataDir: string;
  readonly folder: string;
  readonly key: { file: string };
  now = new Date('2026-03-30T07:12:31.402Z');
  #open: AccessLog[] = [];
  readonly #remove: () => Promise<void>;

  private constructor(dataDir: string, remove: () => Promise<void>) {
    this.dataDir = dataDir;
    this.folder = join(dataDir, 'access-log');
    this.key = { file: join(dataDir, 'store-key') };
    this.#remove = remove;
  }

  static async make(): Promise<AccessLogBed> {
    const { path, remove } = await temporaryFolder();
    return new AccessLogBed(path, remove);
  }

  open(options: { lockWaitMs?: number } = {}): AccessLog {
    const log = new AccessLog({ folder: this.folder, key: this.key, now: () => this.now, ...options });
    this.#open.push(log);
    return log;
  }

  /** A log of its own for each, as after a restart. */
  async tell(...cids: string[]): Promise<void> {
    const log = this.open();
    for (const cid of cids) {
      const told = await log.tell(access(cid));
      if (!told.ok) throw new Error(told.text);
    }
    await log.close();
  }

  async verify(anchors: { sequence: number; hash: string }[] = []): Promise<LogCheck> {
    const check = await verifyLog({ folder: this.folder, key: this.key, anchors });
    if (check === undefined) throw new Error('there is no log');
    return check;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name = '2026-03.jsonl'): string {
    return existsSync(this.path(name)) ? readFileSync(this.path(name), 'utf8') : '';
  }

  write(content: string | Buffer, name = '2026-03.jsonl'): void {
    writeFileSync(this.path(name), content);
  }

  lines(name = '2026-03.jsonl'): string[] {
    return this.read(name).trimEnd().split('\n');
  }

  async remove(): Promise<void> {
    for (const log of this.#open) await log.close();
    await this.#remove();
  }
}

/** Code and line of each finding, with `note` where it is one. */
export function said({ findings }: LogCheck): string[] {
  return findings.map(({ severity, code, line }) => `${code} ${String(line)}${severity === 'note' ? ' note' : ''}`);
}
