/** Turns the end of an exchange into what it means for the message, by the rules of its hospital. A fault in the rules is never taken for success. */
import { interpretReply, noAnswerVerdict, type AckRules, type ReplyVerdict } from '../millennium/index.ts';
import type { ClaimedMessage } from '../store/index.ts';
import type { ExchangeEnding } from './lane.ts';
import type { Ending } from './retry-policy.ts';

type RulesFor = (hospital: string) => AckRules;

export function endingOf(message: ClaimedMessage, ending: ExchangeEnding, rulesFor: RulesFor): Ending {
  if (ending.kind === 'not-sent') return ending;
  if (ending.kind === 'not-transportable')
    return { kind: 'verdict', verdict: { class: 'permanent', code: 'not-transportable' } };
  return { kind: 'verdict', verdict: guarded(() => verdictOn(message, ending, rulesFor(message.hospital))) };
}

/** A fault in a site's rules must not leave the message in flight for ever: a person decides. */
export function guarded(judge: () => ReplyVerdict): ReplyVerdict {
  try {
    return judge();
  } catch {
    return { class: 'permanent', code: 'rules-failed' };
  }
}

function verdictOn(
  message: ClaimedMessage,
  ending: Extract<ExchangeEnding, { kind: 'reply' | 'no-answer' }>,
  rules: AckRules,
): ReplyVerdict {
  if (ending.kind === 'reply') return interpretReply(ending.reply, message, rules);
  const { code, ackCode } = ending;
  return noAnswerVerdict(ackCode === undefined ? { code } : { code, ackCode }, rules);
}

/** Accepted, with something in the reply that is to be seen. */
export function bringsWarning(verdict: ReplyVerdict | undefined): boolean {
  return verdict?.class === 'accepted' && verdict.warning === true;
}
