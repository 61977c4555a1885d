/** A simulator without its sockets: messages in, acknowledgement lines and state out. */
import { AckIdentities } from '../../nodes/orbit-millennium-simulator/ack-identities.ts';
import { answersTo } from '../../nodes/orbit-millennium-simulator/ack-mode.ts';
import { deedOf, writeAnswers } from '../../nodes/orbit-millennium-simulator/deeds.ts';
import { examine } from '../../nodes/orbit-millennium-simulator/examined-message.ts';
import { HeldState } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import { judge } from '../../nodes/orbit-millennium-simulator/message-desk.ts';
import { DEFAULT_RULES, type SystemRules } from '../../nodes/orbit-millennium-simulator/system-rules.ts';

const NOW = new Date('2026-11-03T09:15:01.000Z');

export interface Told {
  ackCode: string;
  /** Table 0357; '' when accepted. */
  errorCode: string;
  /** ERR-1 or ERR-2: segment^sequence^field. */
  place: string;
  /** The acknowledgements as they go out. */
  raw: string[];
}

export class Desk {
  readonly state = new HeldState();
  readonly #rules: SystemRules;
  readonly #identities = new AckIdentities(NOW);

  constructor(rules: Partial<SystemRules> = {}) {
    this.#rules = { ...DEFAULT_RULES, ...rules };
  }

  tell(content: Buffer): Told {
    const examination = examine(content);
    if (!examination.ok) return { ackCode: '', errorCode: '', place: '', raw: [] };
    const { examined } = examination;
    const verdict = judge(examined, this.state, this.#rules, this.#identities, NOW);
    const answers = answersTo(examined.header, verdict.refusal);
    this.state.apply(deedOf(examined, verdict, answers[0], NOW, undefined));
    const raw = writeAnswers(examined, answers, verdict.identity, () => this.#identities.next(NOW));
    const { location } = verdict.refusal ?? {};
    return {
      ackCode: answers[0]?.ackCode ?? '',
      errorCode: verdict.refusal?.errorCode ?? '',
      place: location === undefined ? '' : [location.segment, location.sequence, location.field ?? ''].join('^'),
      raw: raw.map((one) => one.toString('utf8')),
    };
  }

  /** Tells messages that are to be accepted. */
  hold(...contents: Buffer[]): this {
    for (const content of contents) {
      const told = this.tell(content);
      if (told.ackCode !== 'AA') throw new Error(`not accepted: ${told.raw.join()}`);
    }
    return this;
  }

  get anomalies(): string[] {
    return this.state.view().anomalies.map(({ kind }) => kind);
  }
}
