/** Keeps the rules of the fault script and which of them a message meets; the first that fits wins. */
import type { ExaminedMessage } from './examined-message.ts';
import type { FaultAction, FaultMatch, FaultRule } from './fault-rules.ts';

interface Entry {
  readonly rule: FaultRule;
  met: number;
  fired: number;
}

export class FaultBook {
  #entries: Entry[] = [];

  replace(rules: readonly FaultRule[]): void {
    this.#entries = rules.map((rule) => ({ rule, met: 0, fired: 0 }));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Counts the message and gives what is to happen to it; undefined for a right answer. */
  next(message: ExaminedMessage): FaultAction | undefined {
    for (const entry of this.#entries) {
      const { match = {}, times, then } = entry.rule;
      if (!fits(match, message)) continue;
      entry.met += 1;
      const most = times ?? (match.nth === undefined ? Infinity : 1);
      if (entry.met < (match.nth ?? 1) || entry.fired >= most) continue;
      entry.fired += 1;
      return then;
    }
    return undefined;
  }
}

function fits({ triggerEvent, caseId, controlId }: FaultMatch, message: ExaminedMessage): boolean {
  if (triggerEvent !== undefined && triggerEvent !== message.header.triggerEvent) return false;
  if (controlId !== undefined && controlId !== message.header.controlId) return false;
  return caseId === undefined || message.caseId.includes(caseId) || message.visitNumber.includes(caseId);
}
