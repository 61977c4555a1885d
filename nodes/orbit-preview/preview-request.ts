/** Reads what the dialog asks: nothing of it is trusted, nothing of it is stored. */
import {
  checkRules,
  parseProfile,
  type EditRule,
  type HospitalProfile,
  type RuleIssue,
} from '../lib/millennium/index.ts';
import type { MessageView, PreviewProblem } from './preview-view.ts';

export interface PreviewRequest {
  kind: MessageView['kind'] | 'all';
  event: unknown;
  history: readonly unknown[];
  profiles: ReadonlyMap<string, HospitalProfile>;
  rules: readonly EditRule[];
}

export type ReadRequest =
  | { ok: true; request: PreviewRequest; ruleIssues: readonly RuleIssue[] }
  | { ok: false; problem: PreviewProblem }
  /** Not what a dialog of ours sends. */
  | { ok: false; problem?: undefined };

const KINDS: ReadonlySet<unknown> = new Set(['encounter', 'bed', 'appointment', 'all']);
const RULE_KEYS = ['hospital', 'trigger', 'action', 'path', 'valueType', 'value'] as const;
const MOST_HISTORY = 20;

interface Body {
  kind?: unknown;
  event?: unknown;
  history?: unknown;
  profiles?: unknown;
  rules?: unknown;
}

/** @param isExpression whether the text of a rule can be evaluated */
export function readRequest(body: unknown, isExpression: (text: string) => boolean): ReadRequest {
  const { kind, event, history = [], profiles = [], rules = [] } = (body ?? {}) as Body;
  if (!KINDS.has(kind) || !isRules(rules) || !Array.isArray(history) || !Array.isArray(profiles)) return { ok: false };
  const parsed = readProfiles(profiles, (event as { hospital?: unknown } | null | undefined)?.hospital);
  if (!parsed.ok) return parsed;
  const request = {
    kind: kind as PreviewRequest['kind'],
    event,
    history: history.slice(0, MOST_HISTORY),
    profiles: parsed.profiles,
    rules,
  };
  return { ok: true, request, ruleIssues: checkRules(rules, isExpression) };
}

type ReadProfiles = { ok: true; profiles: ReadonlyMap<string, HospitalProfile> } | Extract<ReadRequest, { ok: false }>;

/** The profile of another hospital may be half done; that one is missing is told when it is needed. */
function readProfiles(given: readonly unknown[], needed: unknown): ReadProfiles {
  const profiles = new Map<string, HospitalProfile>();
  for (const one of given) {
    const hospital = (one as { hospital?: unknown } | null)?.hospital;
    if (typeof hospital !== 'string') return { ok: false };
    const parsed = parseProfile(one);
    if (parsed.ok) profiles.set(hospital, parsed.profile);
    else if (hospital === needed) return { ok: false, problem: { code: 'profile', hospital, issues: parsed.issues } };
  }
  return { ok: true, profiles };
}

function isRules(value: unknown): value is EditRule[] {
  return (
    Array.isArray(value) &&
    value.every(
      (rule: Partial<EditRule> | null) =>
        typeof rule === 'object' && rule !== null && RULE_KEYS.every((key) => typeof rule[key] === 'string'),
    )
  );
}
