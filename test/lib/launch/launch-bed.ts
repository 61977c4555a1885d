/** A launch desk over a book on disk, with a login, cases and a log that the test decides; what is asked of it goes in as a browser sends it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import {
  LaunchDesk,
  LaunchRate,
  type AccessEntry,
  type CaseFacts,
  type LaunchAnswer,
  type KnownCase,
  type LaunchRequest,
  type LaunchSettings,
  type LaunchUser,
} from '../../../nodes/lib/launch/index.ts';
import { openLaunchBook } from '../../../nodes/lib/store/sqlite/launch-book.ts';
import type { LaunchBook } from '../../../nodes/lib/store/index.ts';
import { surgicalCase } from '../surgery/case-makers.ts';

export const ORIGIN = 'https://launch.example.se';
export const BASE = '/launch';
export const ORBIT = 'https://orbit.example.se';
export const ANNA = user('SE2321000131-P000000000001', 'Anna Test');
export const BO = user('SE2321000131-P000000000002', 'Bo Test');

export const LINKED: CaseFacts = {
  personId: '1001',
  encounter: { state: 'confirmed', visitNumber: 'OP1', encounterId: '2002', personId: '1001' },
};

function user(hsaId: string, displayName: string): LaunchUser {
  return {
    hsaId,
    displayName,
    commission: { hsaId: 'SE2321000131-F000000000001' },
    purpose: 'care',
    careUnit: { hsaId: 'SE2321000131-E000000000002' },
    careProvider: { hsaId: 'SE2321000131-E000000000001' },
  };
}

export class LaunchBed {
  now = new Date('2026-11-02T08:00:00Z');
  signedIn: LaunchUser | undefined = ANNA;
  canTell = true;
  readonly told: AccessEntry[] = [];
  readonly failures: unknown[] = [];
  readonly cases = new Map<string, KnownCase>();
  readonly file: string;
  readonly book: LaunchBook;
  readonly key: CryptoKey;
  #desk: LaunchDesk;
  #cids = 0;
  readonly #settings: LaunchSettings;

  private constructor(file: string, key: CryptoKey, settings: LaunchSettings) {
    this.file = file;
    this.key = key;
    this.book = openLaunchBook(file);
    this.#settings = settings;
    this.#desk = this.#newDesk(settings, this.book);
  }

  static async open(changes: Partial<LaunchSettings> = {}): Promise<LaunchBed> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] };
    const file = join(mkdtempSync(join(tmpdir(), 'launch-')), 'launch.sqlite');
    return new LaunchBed(file, privateKey, {
      base: BASE,
      publicOrigin: ORIGIN,
      loginOrigins: [],
      issuers: [{ name: ORBIT, keys }],
      ticketSeconds: 60,
      way: { kind: 'manual' },
      tabs: {},
      ...changes,
    });
  }

  close(): void {
    this.book.close();
    rmSync(join(this.file, '..'), { recursive: true });
  }

  addCase(facts: CaseFacts = LINKED, changes: Partial<ReturnType<typeof surgicalCase>['patient']> = {}): void {
    const { caseId, patient } = surgicalCase();
    this.cases.set(caseId, { caseId, patient: { ...patient, ...changes }, facts });
  }

  /** Another process over the same file. */
  another(): { desk: LaunchDesk; close: () => void } {
    const book = openLaunchBook(this.file);
    return { desk: this.#newDesk(this.#settings, book), close: () => book.close() };
  }

  async ask(request: Partial<LaunchRequest> & { path: string }, desk = this.#desk): Promise<LaunchAnswer> {
    const whole = { method: 'GET', query: new URLSearchParams(), headers: {}, body: '', ...request };
    const answer = await desk.answer(whole, (cause) => this.failures.push(cause));
    if (answer === undefined) throw new Error('no address of the launch');
    return answer;
  }

  get(path: string, headers: LaunchRequest['headers'] = {}): Promise<LaunchAnswer> {
    const { pathname, searchParams } = new URL(path, ORIGIN);
    return this.ask({ path: pathname, query: searchParams, headers });
  }

  post(path: string, form: Record<string, string>): Promise<LaunchAnswer> {
    return this.ask({ method: 'POST', path, body: new URLSearchParams(form).toString() });
  }

  /** Where an answer leads, without the base. */
  static wayOn({ headers }: LaunchAnswer): string {
    return String(headers.Location ?? '').replace(BASE, '');
  }

  /** Follows a launch by case number to its page. */
  async openCase(caseId = 'OP1'): Promise<LaunchAnswer> {
    return this.get(LaunchBed.wayOn(await this.get(`/o/v1/case/${caseId}`)));
  }

  sign(typ: string, changes: JWTPayload = {}): Promise<string> {
    const at = Math.floor(this.now.getTime() / 1000);
    const claims = {
      iss: ORBIT,
      aud: `${ORIGIN}${BASE}`,
      sub: ANNA.hsaId,
      iat: at,
      exp: at + 60,
      jti: `j${String(Math.random())}`,
      ...changes,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid: 'k1' }).sign(this.key);
  }

  async ticket(userHsaId = ANNA.hsaId): Promise<{ ticket: string; cid: string; answer: LaunchAnswer }> {
    const headers = { authorization: `Bearer ${await this.sign('client-authentication+jwt')}` };
    const body = JSON.stringify({ caseId: 'OP1', userHsaId });
    const answer = await this.ask({ method: 'POST', path: '/o/v1/tickets', headers, body });
    const { launch_url: url, cid } = JSON.parse(answer.body) as { launch_url: string; cid: string };
    return { ticket: url.split('/').at(-1) ?? '', cid, answer };
  }

  #newDesk(settings: LaunchSettings, book: LaunchBook): LaunchDesk {
    const ports = {
      book,
      userOf: () => this.signedIn,
      signIn: (_request: LaunchRequest, path: string) =>
        Promise.resolve({ status: 303, headers: { Location: `https://idp.example.se/?${path}` }, body: '' }),
      caseOf: (caseId: string) => Promise.resolve(this.cases.get(caseId)),
      tell: (entry: AccessEntry) => {
        if (this.canTell) this.told.push(entry);
        return Promise.resolve(this.canTell);
      },
      rate: new LaunchRate({ perMinute: 3, perHour: 5 }),
      clock: () => this.now,
      newCid: () => `00000000-0000-4000-8000-${String(++this.#cids).padStart(12, '0')}`,
    };
    return new LaunchDesk(ports, settings);
  }
}
