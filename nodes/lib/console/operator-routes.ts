/** The addresses of the operators' desk: commands, and what one has to see to give them. Knows no web server. */
import type { OperatorCommand, OperatorDesk, Restamper, ReturnFeed, SubjectKind } from '../store/index.ts';
import { invalid, notFound, ok, problem, type ApiAnswer, type FieldIssue } from './api-answer.ts';
import { carryOut } from './carry-out.ts';
import { parseCommandBody, type CommandBody, type Takes } from './command-body.ts';

export type { ApiAnswer } from './api-answer.ts';

export interface ApiRequest {
  /** The parts of the path behind the colons. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Who has logged in. */
  by: string;
  now: Date;
  restamper: Restamper;
}

export interface OperatorRoute {
  method: 'get' | 'post';
  /** Below the admin root, with `:id` for the subject. */
  path: string;
  permission: 'orbit.operate' | 'orbit.read';
  answer: (desk: OperatorDesk & ReturnFeed, request: ApiRequest) => Promise<ApiAnswer>;
}

const ROOT = '/orbit/operator';

type MakeCommand = (id: string, body: CommandBody, request: ApiRequest) => OperatorCommand;

function command(kind: SubjectKind, name: string, make: MakeCommand, takes: Takes = {}): OperatorRoute {
  return {
    method: 'post',
    path: `${ROOT}/${kind}s/:id/${name}`,
    permission: 'orbit.operate',
    answer: (desk, request) => order(desk, request, kind, make, takes),
  };
}

async function order(
  desk: OperatorDesk,
  request: ApiRequest,
  kind: SubjectKind,
  make: MakeCommand,
  takes: Takes,
): Promise<ApiAnswer> {
  if (typeof request.body !== 'object' || request.body === null || Array.isArray(request.body))
    return problem({ status: 400, title: 'Not a command', detail: 'Send a JSON object with a reason.' });
  const parsed = parseCommandBody(request.body, takes);
  if (!parsed.ok) return invalid(parsed.issues);
  const { id = '' } = request.params;
  if (id === '' || id.length > LONGEST_ID) return notFound(kind);
  const { reason, commandId } = parsed.body;
  return carryOut(desk, {
    command: make(id, parsed.body, request),
    order: { by: request.by, reason, at: request.now, ...(commandId === undefined ? {} : { commandId }) },
  });
}

/** Longer than any name of ours; what is longer cannot be there. */
const LONGEST_ID = 200;

const message = (id: string): { kind: 'message'; id: string } => ({ kind: 'message', id });
const event = (id: string): { kind: 'event'; id: string } => ({ kind: 'event', id });
const aCase = (id: string): { kind: 'case'; id: string } => ({ kind: 'case', id });
const endpoint = (id: string): { kind: 'endpoint'; id: string } => ({ kind: 'endpoint', id });

const COMMANDS: readonly OperatorRoute[] = [
  command('message', 'retry', (id) => ({ command: 'retry', subject: message(id) })),
  command('message', 'hold', (id) => ({ command: 'hold', subject: message(id) })),
  command('message', 'release', (id) => ({ command: 'release', subject: message(id) })),
  command(
    'message',
    'discard',
    (id, { outcome = 'not-done' }) => ({ command: 'discard', subject: message(id), outcome }),
    { outcome: true },
  ),
  command('message', 'resend-as-new', (id, _body, { restamper }) => ({
    command: 'resend-as-new',
    subject: message(id),
    restamper,
  })),
  command('event', 'release', (id) => ({ command: 'release', subject: event(id) })),
  command('event', 'discard', (id) => ({ command: 'discard', subject: event(id) })),
  command('case', 'hold', (id) => ({ command: 'hold', subject: aCase(id) })),
  command('case', 'release', (id) => ({ command: 'release', subject: aCase(id) })),
  command(
    'case',
    're-plan',
    (id, { assume }) => ({ command: 're-plan', subject: aCase(id), ...(assume === undefined ? {} : { assume }) }),
    { assume: true },
  ),
  command('endpoint', 'hold', (id) => ({ command: 'hold', subject: endpoint(id) })),
  command('endpoint', 'release', (id) => ({ command: 'release', subject: endpoint(id) })),
];

const READING: readonly OperatorRoute[] = [
  {
    method: 'get',
    path: `${ROOT}/held`,
    permission: 'orbit.read',
    answer: async (desk, { query }) => {
      const limit = wholeNumber(query, 'limit', PAGE);
      if (typeof limit !== 'number') return invalid([limit]);
      const { after } = query;
      return ok(await desk.heldItems(typeof after === 'string' && after !== '' ? { limit, after } : { limit }));
    },
  },
  {
    method: 'get',
    path: `${ROOT}/cases/:id`,
    permission: 'orbit.read',
    answer: async (desk, { params: { id = '' } }) => {
      const timeline = await desk.caseTimeline(id);
      return timeline === undefined ? notFound('case') : ok(timeline);
    },
  },
  {
    method: 'get',
    path: `${ROOT}/cases/:id/links`,
    permission: 'orbit.read',
    answer: async (desk, { params: { id = '' }, query }) => {
      const limit = wholeNumber(query, 'limit', PAGE);
      if (typeof limit !== 'number') return invalid([limit]);
      const history = await desk.linkHistory(id, { limit });
      return ok({ caseId: id, link: (await desk.caseLink(id)) ?? null, history });
    },
  },
  {
    method: 'get',
    path: `${ROOT}/flags`,
    permission: 'orbit.read',
    answer: async (desk, { query }) => {
      const limit = wholeNumber(query, 'limit', PAGE);
      return typeof limit === 'number' ? ok({ flags: await desk.flaggedLinks({ limit }) }) : invalid([limit]);
    },
  },
  {
    method: 'get',
    path: `${ROOT}/journal`,
    permission: 'orbit.read',
    answer: async (desk, { query }) => {
      const limit = wholeNumber(query, 'limit', PAGE);
      const before = wholeNumber(query, 'before', { usual: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER });
      const issues = [limit, before].filter((value) => typeof value !== 'number');
      if (typeof limit !== 'number' || typeof before !== 'number') return invalid(issues);
      const { caseId } = query;
      const entries = await desk.journal(typeof caseId === 'string' ? { limit, before, caseId } : { limit, before });
      return ok({ entries, next: entries.length < limit ? null : (entries.at(-1)?.journalId ?? null) });
    },
  },
];

export const OPERATOR_ROUTES: readonly OperatorRoute[] = [...COMMANDS, ...READING];

const PAGE = { usual: 100, most: 500 };

function wholeNumber(
  query: Readonly<Record<string, unknown>>,
  name: string,
  { usual, most }: { usual: number; most: number },
): number | FieldIssue {
  const text = query[name];
  if (text === undefined) return usual;
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  return { pointer: `?${name}`, message: `must be a whole number from 1 to ${String(most)}` };
}
