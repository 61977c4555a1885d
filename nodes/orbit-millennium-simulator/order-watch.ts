/** Notices what a correct sender never does although each message alone is right: the same content as a new message, or an older message after a newer one. */
import type { Trigger } from './message-structures.ts';

export type OrderAnomaly = 'repeated-content' | 'older-message';

export interface WatchedMessage {
  trigger: Trigger;
  visitNumber: string;
  /** SCH-2, else SCH-1; '' where the message is about no appointment. An appointment may change its visit. */
  appointmentId: string;
  /** Of everything after MSH. */
  bodyHash: string;
  /** MSH-7 in milliseconds; NaN when there is none. */
  sentAtMs: number;
}

/** A change of something that is not in the message may send these again with the same content. */
const MAY_REPEAT: ReadonlySet<Trigger> = new Set<Trigger>(['A08', 'A14', 'S14']);

export class OrderWatch {
  readonly #lastSentAt = new Map<string, number>();
  readonly #lastContent = new Map<string, string>();

  /** Takes an accepted message into account and says what is odd about it. */
  notice({ trigger, visitNumber, appointmentId, bodyHash, sentAtMs }: WatchedMessage): OrderAnomaly[] {
    const odd: OrderAnomaly[] = [];
    const lane = `${appointmentId === '' ? visitNumber : appointmentId}|${kindOf(trigger)}`;
    const content = `${trigger}${bodyHash}`;
    if (this.#lastContent.get(lane) === content && !MAY_REPEAT.has(trigger)) odd.push('repeated-content');
    this.#lastContent.set(lane, content);
    const newest = this.#lastSentAt.get(visitNumber) ?? -Infinity;
    if (sentAtMs < newest) odd.push('older-message');
    if (sentAtMs > newest) this.#lastSentAt.set(visitNumber, sentAtMs);
    return odd;
  }

  clear(): void {
    this.#lastSentAt.clear();
    this.#lastContent.clear();
  }
}

function kindOf(trigger: Trigger): string {
  if (trigger.startsWith('S')) return 'appointment';
  return trigger === 'A14' || trigger === 'A27' ? 'bed' : 'encounter';
}
