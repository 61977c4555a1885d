/** The ways a launch begins: by a case number, by a ticket that Orbit's server has fetched, by a signed token in a form. All of them lead to a context of one user. */
import { LAUNCH_VIEWS, type LaunchContext, type LaunchView } from '../../store/index.ts';
import { ticketPage } from '../pages/page.ts';
import { hashOfTicket, isTicket, newTicket } from '../tickets/ticket.ts';
import { verifyToken, type TokenCheck, type TokenKind } from '../tokens/verify-token.ts';
import { frameOf, json, page, problem, refusal, seeOther } from './answers.ts';
import type { LaunchPorts, LaunchSettings } from './launch-ports.ts';
import type { LaunchAnswer, LaunchRequest } from './launch-request.ts';

/** A page may be loaded anew for so long. */
const CONTEXT_MS = 300_000;
const CASE_ID = /^[\w.:-]{1,40}$/;
const HSA_ID = /^SE\d{10}-[A-Z0-9]{1,18}$/i;

export class LaunchBeginning {
  readonly #ports: LaunchPorts;
  readonly #settings: LaunchSettings;

  constructor(ports: LaunchPorts, settings: LaunchSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** O-1: whoever is signed in opens the case; the number says nothing of the patient. */
  byCase(request: LaunchRequest, caseId: string): LaunchAnswer | Promise<LaunchAnswer> {
    const view = viewOf(request.query.get('view'));
    if (!CASE_ID.test(caseId) || view === undefined) return refusal(request, this.#settings, 'UT-400');
    const user = this.#ports.userOf(request);
    const { base } = this.#settings;
    if (user === undefined) {
      const back = `/o/v1/case/${encodeURIComponent(caseId)}${view === 'chart' ? '' : `?view=${view}`}`;
      return this.#ports.signIn(request, back);
    }
    const context = this.#context(caseId, user.hsaId, 'user', view);
    if (!this.#ports.rate.allows(user.hsaId, this.#ports.clock())) return refusal(request, this.#settings, 'UT-429');
    this.#ports.book.begin(context);
    return seeOther(`${base}/c/${context.cid}`);
  }

  /** O-2: the server signs in by an assertion and names case and user; the browser gets a word that opens it once. */
  async ticketFor(request: LaunchRequest): Promise<LaunchAnswer> {
    const [, assertion = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const sender = await this.#verified(assertion, 'assertion');
    if (!sender.ok) return problem(401, 'Not authorised', 'Send a fresh assertion of a known issuer as bearer token.');
    const wanted = readWish(request.body);
    if (wanted === undefined)
      return problem(400, 'Unreadable', 'Send {"caseId", "userHsaId", "view"?} as JSON; other fields are not taken.');
    const { base, publicOrigin, ticketSeconds } = this.#settings;
    const ticket = newTicket();
    const context = this.#context(wanted.caseId, wanted.user, sender.claims.issuer, wanted.view);
    const endsAt = new Date(this.#ports.clock().getTime() + ticketSeconds * 1000);
    this.#ports.book.begin(context, { hash: hashOfTicket(ticket), endsAt });
    const launchUrl = `${publicOrigin}${base}/go/${ticket}`;
    return json(201, { launch_url: launchUrl, expires_in: ticketSeconds, cid: context.cid });
  }

  /** What a link leads to uses nothing up: scanners follow links, and browsers fetch them ahead. */
  showTicket(request: LaunchRequest, ticket: string): LaunchAnswer {
    const isPrefetch = (request.headers['sec-purpose'] ?? request.headers.purpose ?? '').includes('prefetch');
    if (!isTicket(ticket) || isPrefetch) return refusal(request, this.#settings, 'UT-400');
    return page(request, this.#settings, 200, ticketPage(frameOf(request, this.#settings), ticket));
  }

  async takeTicket(request: LaunchRequest): Promise<LaunchAnswer> {
    const ticket = new URLSearchParams(request.body).get('ticket') ?? '';
    if (!isTicket(ticket)) return refusal(request, this.#settings, 'UT-400');
    const taken = this.#ports.book.take(hashOfTicket(ticket), this.#ports.clock());
    if (taken.kind !== 'taken') return refusal(request, this.#settings, 'UT-410');
    const { cid, user } = taken.context;
    const signedIn = this.#ports.userOf(request);
    if (signedIn !== undefined && signedIn.hsaId !== user) {
      const { displayName: _name, ...who } = signedIn;
      const about = { cid, caseId: taken.context.caseId, user: who, context: 'none', code: 'UT-403' } as const;
      const isTold = await this.#ports.tell({ ...about, direction: 'orbit-to-ehr', outcome: 'denied' });
      return refusal(request, this.#settings, isTold ? 'UT-403' : 'UT-503', cid);
    }
    return seeOther(`${this.#settings.base}/c/${cid}`);
  }

  /** O-3: the browser brings a token that Orbit has signed for its user. */
  async byToken(request: LaunchRequest): Promise<LaunchAnswer> {
    const token = new URLSearchParams(request.body).get('launch_token') ?? '';
    const checked = await this.#verified(token, 'launch');
    if (!checked.ok) return refusal(request, this.#settings, checked.code === 'refused' ? 'UT-400' : 'UT-410');
    const { issuer, subject, payload } = checked.claims;
    const view = viewOf(payload.view ?? null);
    if (typeof payload.ctx !== 'string' || !CASE_ID.test(payload.ctx) || view === undefined || !HSA_ID.test(subject))
      return refusal(request, this.#settings, 'UT-400');
    const context = this.#context(payload.ctx, subject, issuer, view);
    this.#ports.book.begin(context);
    return seeOther(`${this.#settings.base}/c/${context.cid}`);
  }

  /** The source system takes the context back: its user has changed the patient, or gone. */
  async invalidate(request: LaunchRequest): Promise<LaunchAnswer> {
    const [, assertion = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!(await this.#verified(assertion, 'assertion')).ok)
      return problem(401, 'Not authorised', 'Send a fresh assertion of a known issuer as bearer token.');
    const { cid, userHsaId } = readObject(request.body) ?? {};
    if (typeof cid !== 'string' || typeof userHsaId !== 'string')
      return problem(400, 'Unreadable', 'Send {"cid", "userHsaId"} as JSON.');
    const isEnded = this.#ports.book.end(cid, userHsaId);
    return isEnded ? json(200, { cid, ended: true }) : problem(404, 'No such context', 'Nothing had to be ended.');
  }

  /** A token is taken once, whatever it is for. */
  async #verified(token: string, kind: TokenKind): Promise<TokenCheck | { ok: false; code: 'used' }> {
    const { issuers, publicOrigin, base } = this.#settings;
    const now = this.#ports.clock();
    const checked = await verifyToken(token, kind, { issuers, audience: `${publicOrigin}${base}`, now });
    if (!checked.ok) return checked;
    const { issuer, jti, until } = checked.claims;
    return this.#ports.book.takeToken(issuer, jti, until) ? checked : { ok: false, code: 'used' };
  }

  #context(caseId: string, user: string, issuer: string, view: LaunchView): LaunchContext {
    const expiresAt = new Date(this.#ports.clock().getTime() + CONTEXT_MS);
    return { cid: this.#ports.newCid(), caseId, user, issuer, view, expiresAt };
  }
}

/** Undefined: not one of the views. Left out, it is the chart. */
function viewOf(text: unknown): LaunchView | undefined {
  return text === null ? 'chart' : LAUNCH_VIEWS.find((view) => view === text);
}

function readWish(body: string): { caseId: string; user: string; view: LaunchView } | undefined {
  const { caseId, userHsaId, view: wanted = null, ...others } = readObject(body) ?? {};
  const view = viewOf(wanted);
  if (typeof caseId !== 'string' || typeof userHsaId !== 'string' || view === undefined) return undefined;
  if (Object.keys(others).length > 0 || !CASE_ID.test(caseId) || !HSA_ID.test(userHsaId)) return undefined;
  return { caseId, user: userHsaId, view };
}

function readObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
