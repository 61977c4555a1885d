/** Turns the reply to one message into a verdict by the acknowledgement rules. What cannot be read, or has no rule, is never taken for success. */
import { parseMessage, type ParsedMessage } from '../hl7/index.ts';
import type { MessageEffect } from '../surgery/index.ts';
import { findAckRule, type AckFacts, type AckRules, type RetryRule } from './ack-rules.ts';
import { readErrorConditions } from './error-conditions.ts';
import { safeReplyText } from './error-condition-texts.ts';

interface Said {
  /** Of the rule that decided, or `no-rule`, `unreadable`. */
  code: string;
  ackCode?: string;
  errorCode?: string;
  /** From table 0357 only. */
  text?: string;
}

/**
 * accepted: done. transient: the same bytes may pass later. permanent: a person decides.
 * unreadable: the reply cannot be understood, so the outcome is unknown; tried again for a while, then held.
 */
export type ReplyVerdict =
  | (Said & { class: 'accepted'; warning?: true })
  | (Said & { class: 'transient'; retry: RetryRule })
  | (Said & { class: 'permanent' })
  | (Said & { class: 'unreadable'; retry: RetryRule });

export interface SentMessage {
  controlId: string;
  triggerEvent: string;
  effect: MessageEffect;
}

/** Three repetitions: a reply torn on the way comes whole the next time; a peer that always answers so needs a person. */
export const UNREADABLE_RETRY: RetryRule = { kind: 'backoff', limit: 3, then: 'hold' };

/**
 * @param reply the bytes of one frame that `answers` the message
 * @param rules the rules of the hospital the message was sent for
 */
export function interpretReply(reply: Buffer, sent: SentMessage, rules: AckRules): ReplyVerdict {
  // Names, codes and separators are ASCII in every character set used, and no other text of the reply is kept.
  const parsed = parseMessage(reply.toString('latin1'));
  const acknowledgement = parsed.ok ? parsed.message.segment('MSA') : undefined;
  if (!parsed.ok || acknowledgement?.field(2).trim() !== sent.controlId) {
    return { class: 'unreadable', code: 'unreadable', retry: UNREADABLE_RETRY };
  }
  return judge(parsed.message, acknowledgement.field(1).trim().toUpperCase(), acknowledgement.field(3), sent, rules);
}

const SEVERITY = { accepted: 0, transient: 1, unreadable: 2, permanent: 3 } as const;

/** Where a reply names several errors, the gravest decision counts: one harmless error must not hide another. */
function judge(
  message: ParsedMessage,
  ackCode: string,
  text: string,
  sent: SentMessage,
  rules: AckRules,
): ReplyVerdict {
  const { codes, warningsOnly } = readErrorConditions(message);
  const facts = { ackCode, warningsOnly, effect: sent.effect, triggerEvent: sent.triggerEvent };
  const [first = 'none', ...others] = codes;
  let verdict = decide({ ...facts, errorCode: first }, text, rules);
  for (const errorCode of others) {
    const next = decide({ ...facts, errorCode }, text, rules);
    if (SEVERITY[next.class] > SEVERITY[verdict.class]) verdict = next;
  }
  return verdict;
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
