/** Decides what becomes of a message after an attempt: done, again at a certain time, or held for a person. Pure: time, counts and chance are passed in. */
import type { ReplyVerdict, RetryRule } from '../millennium/index.ts';
import type { AttemptResult } from '../store/index.ts';

export interface RetryTiming {
  /** The first back-off. */
  minMs: number;
  /** No back-off is longer. */
  maxMs: number;
  /** Between 0 and 1. */
  random: () => number;
}

export interface RetryPolicy {
  retry: RetryTiming;
  /** What becomes of a message of which nobody knows whether it arrived. */
  uncertain: 'resend' | 'hold';
  /** How long the receiver's application may take after the commit; absent where nobody listens for it: then the commit is the end. */
  applicationAckTimeoutMs?: number;
}

/** How an exchange ended. */
export type Ending = { kind: 'verdict'; verdict: ReplyVerdict } | { kind: 'not-sent'; code: string };

/** What was tried before this attempt. */
export interface Tried {
  attempts: number;
  refusals: number;
  /** Attempts without a usable answer, of those whose repetition has a limit. */
  unanswered: number;
}

export interface AttemptTimes {
  startedAt: Date;
  finishedAt: Date;
}

/** The waiting peer was too slow, or the connection carried something else: trying again at once would meet the same. */
const NOT_A_LOST_CONNECTION = new Set(['ack-timeout', 'write-timeout', 'ack-unmatched', 'reply-too-large']);

export function decideAttempt(ending: Ending, tried: Tried, policy: RetryPolicy, times: AttemptTimes): AttemptResult {
  if (ending.kind === 'not-sent')
    return { ...times, class: 'none', code: ending.code, next: { state: 'queued', notBefore: times.finishedAt } };
  const { verdict } = ending;
  return { ...times, ...saidBy(verdict), ...afterVerdict(verdict, tried, policy, times.finishedAt) };
}

const ACCEPTED = { class: 'accepted', next: { state: 'acknowledged' } } as const;

function afterVerdict(
  verdict: ReplyVerdict,
  tried: Tried,
  policy: RetryPolicy,
  now: Date,
): Pick<AttemptResult, 'class' | 'next'> {
  switch (verdict.class) {
    case 'accepted':
      return ACCEPTED;
    case 'committed':
      return policy.applicationAckTimeoutMs === undefined
        ? ACCEPTED
        : { class: 'committed', next: { state: 'committed', until: later(now, policy.applicationAckTimeoutMs) } };
    case 'permanent':
      return { class: 'permanent', next: { state: 'held' } };
    case 'transient':
      return { class: 'transient', next: afterRefusal(verdict.retry, tried.refusals, policy, now) };
    case 'uncertain':
      return { class: 'uncertain', next: afterUncertain(verdict, tried, policy, now) };
  }
}

function saidBy({
  code,
  ackCode,
  errorCode,
  text,
}: ReplyVerdict): Pick<AttemptResult, 'code' | 'ackCode' | 'errorCode' | 'text'> {
  return {
    code,
    ...(ackCode === undefined ? {} : { ackCode }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(text === undefined ? {} : { text }),
  };
}

/** `before` refusals have been repeated already; the rule says how many may be. */
function afterRefusal(rule: RetryRule, before: number, { retry }: RetryPolicy, now: Date): AttemptResult['next'] {
  if (before >= rule.limit) return { state: 'held' };
  const delayMs = rule.kind === 'slow' ? rule.delayMs : backoffMs(before, retry);
  return { state: 'queued', notBefore: later(now, delayMs) };
}

/**
 * The receiver may have taken the message, so the policy for unknown outcomes goes first.
 * The first time the connection went, the next one is tried at once: peers close idle or full connections in the middle of things.
 */
function afterUncertain(
  { code, retry }: Extract<ReplyVerdict, { class: 'uncertain' }>,
  tried: Tried,
  policy: RetryPolicy,
  now: Date,
): AttemptResult['next'] {
  if (policy.uncertain === 'hold') return { state: 'held' };
  if (retry !== undefined) return afterRefusal(retry, tried.unanswered, policy, now);
  if (tried.attempts === 0 && !NOT_A_LOST_CONNECTION.has(code)) return { state: 'queued', notBefore: now };
  return { state: 'queued', notBefore: later(now, backoffMs(Math.max(0, tried.attempts - 1), policy.retry)) };
}

/** Doubles from `minMs` to `maxMs`, a quarter more or less by chance so that many do not come back together. Never outside the two. */
export function backoffMs(repeated: number, { minMs, maxMs, random }: RetryTiming): number {
  const planned = Math.min(maxMs, minMs * 2 ** Math.min(repeated, 30));
  return Math.round(Math.min(maxMs, Math.max(minMs, planned * (0.75 + random() / 2))));
}

function later(now: Date, delayMs: number): Date {
  return new Date(now.getTime() + delayMs);
}
