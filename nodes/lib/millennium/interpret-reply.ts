/** Turns the reply to one message into a verdict by the acknowledgement rules. What cannot be read, or has no rule, is never taken for success. */
import { parseMessage, type ParsedMessage } from '../hl7/index.ts';
import type { MessageEffect } from '../surgery/index.ts';
import { ackModeOf } from './ack-mode.ts';
import { findAckRule, noAnswerDecision, type AckFacts, type AckRules, type RetryRule } from './ack-rules.ts';
import { readErrorConditions } from './error-conditions.ts';
import { safeReplyText } from './error-condition-texts.ts';

interface Said {
  /** Of the rule that decided, or `no-rule`. */
  code: string;
  ackCode?: string;
  errorCode?: string;
  /** From table 0357 only. */
  text?: string;
}

/**
 * accepted: done. committed: in the receiver's care, its application's answer is awaited. transient: the same bytes may pass later.
 * permanent: a person decides; `stop`: nothing of this hospital will pass for now. uncertain: nobody knows whether it arrived.
 */
export type ReplyVerdict =
  | (Said & { class: 'accepted'; warning?: true })
  | (Said & { class: 'committed' })
  | (Said & { class: 'transient'; retry: RetryRule })
  | (Said & { class: 'permanent'; stop?: true })
  | (Said & { class: 'uncertain'; retry?: RetryRule });

export interface SentMessage {
  controlId: string;
  /** The bytes that were sent: they say which acknowledgements were asked for. */
  content: Buffer;
  triggerEvent: string;
  effect: MessageEffect;
}

/**
 * @param reply the bytes of one frame that `answers` the message
 * @param rules the rules of the hospital the message was sent for
 */
export function interpretReply(reply: Buffer, sent: SentMessage, rules: AckRules): ReplyVerdict {
  // Names, codes and separators are ASCII in every character set used, and no other text of the reply is kept.
  const parsed = parseMessage(reply.toString('latin1'));
  const acknowledgement = parsed.ok ? parsed.message.segment('MSA') : undefined;
  if (!parsed.ok || acknowledgement?.field(2).trim() !== sent.controlId) {
    return noAnswerVerdict({ code: 'ack-without-header' }, rules);
  }
  return judge(parsed.message, acknowledgement.field(1).trim().toUpperCase(), acknowledgement.field(3), sent, rules);
}

/** @param said what came instead of an acknowledgement: its code, and MSA-1 where there was one */
export function noAnswerVerdict(said: { code: string; ackCode?: string }, rules: AckRules): ReplyVerdict {
  return { ...said, ...noAnswerDecision(rules, said.code) };
}

const ACCEPTING = new Set(['AA', 'CA']);

const GRAVITY = { accepted: 0, committed: 0, transient: 1, uncertain: 2, permanent: 3 } as const;

/** Where a reply names several errors, the gravest decision counts: one harmless error must not hide another. */
function judge(
  message: ParsedMessage,
  ackCode: string,
  text: string,
  sent: SentMessage,
  rules: AckRules,
): ReplyVerdict {
  const { codes, warningsOnly, unnamed } = readErrorConditions(message);
  const { effect, triggerEvent, content } = sent;
  const facts = { mode: ackModeOf(content), ackCode, warningsOnly, effect, triggerEvent };
  // A refusal says by itself that something is wrong; beside an acceptance an error counts even without a code.
  const unsaid = unnamed && ACCEPTING.has(ackCode) ? 'unlisted' : 'none';
  const [first = unsaid, ...others] = codes;
  let verdict = decide({ ...facts, errorCode: first }, text, rules);
  for (const errorCode of others) {
    const next = decide({ ...facts, errorCode }, text, rules);
    if (gravity(next) > gravity(verdict)) verdict = next;
  }
  return verdict;
}

/** Of two that a person decides, the one that stops the hospital. */
function gravity(verdict: ReplyVerdict): number {
  return GRAVITY[verdict.class] + ('stop' in verdict ? 1 : 0);
}

function decide(facts: AckFacts, receivedText: string, rules: AckRules): ReplyVerdict {
  const rule = findAckRule(rules, facts);
  const said = describe(rule?.code ?? 'no-rule', facts, receivedText);
  return rule === undefined ? { ...said, class: 'permanent' } : { ...said, ...rule.decision };
}

function describe(code: string, { ackCode, errorCode }: AckFacts, receivedText: string): Said {
  const said: Said = { code };
  if (/^[A-Z]{2}$/.test(ackCode)) said.ackCode = ackCode;
  if (errorCode !== 'none') said.errorCode = errorCode;
  const text = safeReplyText(receivedText, errorCode);
  if (text !== undefined) said.text = text;
  return said;
}
