import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACK_RULE_ROWS,
  NO_ANSWER_ROWS,
  parseProfile,
  type AckCondition,
  type AckDecision,
  type NoAnswerDecision,
  type RetryRule,
} from '../../nodes/lib/millennium/index.ts';
import type { MessageEffect } from '../../nodes/lib/surgery/index.ts';
import { safeReplyText } from '../../nodes/lib/millennium/error-condition-texts.ts';
import { holdTable } from './generated-table.ts';

const FILE = join(import.meta.dirname, '../../docs/acknowledgements.md');

const MODES: Readonly<Record<AckCondition['mode'], string>> = {
  any: '',
  original: '`original`',
  enhanced: '`enhanced-commit`, `enhanced-full`',
  'enhanced-commit': '`enhanced-commit`',
  'enhanced-full': '`enhanced-full`',
};

function errorIn({ errorCode, warningsOnly }: AckCondition): string {
  if (warningsOnly === true) return 'warnings only';
  if (errorCode === 'none') return 'none';
  if (errorCode === 'any') return 'any other';
  return `${errorCode} ${safeReplyText('', errorCode) ?? ''}`.trim();
}

const MESSAGES: Readonly<Record<MessageEffect, string>> = {
  create: 'creations',
  update: 'changes',
  cancel: 'cancellations',
  'no-show': 'no-shows',
};

function repeated(rule: RetryRule): string {
  const every = rule.kind === 'slow' ? `every ${String(rule.delayMs / 60_000)} minutes` : 'at growing intervals';
  if (rule.limit === Infinity) return `Sent again ${every}, as long as it takes.`;
  return `Sent again ${every}, at most ${String(rule.limit)} times; then held.`;
}

function effectOf(decision: AckDecision | NoAnswerDecision): string {
  switch (decision.class) {
    case 'accepted':
      return decision.warning === true ? 'Done, with a warning.' : 'Done.';
    case 'committed':
      return 'Committed: not sent again; the application is awaited.';
    case 'transient':
      return repeated(decision.retry);
    case 'uncertain':
      return decision.retry === undefined
        ? 'Sent again at growing intervals, as long as it takes.'
        : repeated(decision.retry);
    case 'permanent':
      return 'stop' in decision ? 'Held; several in a row stop the endpoint.' : 'Held.';
  }
}

function messagesOf({ effect, triggerEvent }: AckCondition): string {
  return triggerEvent ?? (effect === undefined ? '' : MESSAGES[effect]);
}

describe('the documentation of acknowledgements', () => {
  it('lists every row of the decision table (UPDATE_DOCS=1 writes them anew)', () => {
    const rows = ACK_RULE_ROWS.map(({ code, when, decision, reason, source }) => [
      when.ackCode === 'unknown' ? 'any other' : when.ackCode,
      errorIn(when),
      MODES[when.mode],
      messagesOf(when),
      effectOf(decision),
      reason,
      source,
      `\`${code}\``,
    ]);
    const head = ['MSA-1', 'error (table 0357)', 'asked for', 'message', 'what happens', 'why', 'source', 'code'];
    holdTable(FILE, 'answers', [head, ...rows]);
  });

  it('lists every way of getting no answer', () => {
    const rows = NO_ANSWER_ROWS.map(({ code, decision, reason, source }) => [
      reason,
      effectOf(decision),
      source,
      `\`${code}\``,
    ]);
    holdTable(FILE, 'no answers', [['what happened', 'what happens', 'source', 'code'], ...rows]);
  });

  it('shows a profile that is accepted', () => {
    const example = /```json\n([^]*?)```/.exec(readFileSync(FILE, 'utf8'))?.[1] ?? '';
    const parsed = parseProfile(JSON.parse(example));
    assert.deepEqual(parsed.ok ? [] : parsed.issues, []);
  });
});
