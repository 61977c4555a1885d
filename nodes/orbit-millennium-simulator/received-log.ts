/** The newest messages received, and what each control id was answered, so that a repeated message gets the same acknowledgement again. Bounded. */

export interface ReceivedMessage {
  at: string;
  controlId: string;
  /** For example `ADT^A05`. */
  messageType: string;
  /** MSA-1 of the answer; '' when there was none. */
  ackCode: string;
  /** Table 0357; '' when accepted. */
  errorCode: string;
  /** The same message once more: answered as before, nothing changed. */
  duplicate: boolean;
  /** SCH-2 (or SCH-1), else PV1-19. */
  caseId: string;
  visitNumber: string;
  /** The scripted fault it met. */
  fault?: string;
}

export interface GivenAnswer {
  /** Of all bytes of the message. */
  contentHash: string;
  accepted: boolean;
  /** MSH-10 and MSH-7 of the acknowledgement. */
  ackControlId: string;
  ackTime: string;
}

export class ReceivedLog {
  readonly #limit: number;
  #messages: ReceivedMessage[] = [];
  readonly #answers = new Map<string, GivenAnswer>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(message: ReceivedMessage): void {
    this.#messages.push(message);
    // Dropping one at a time would move the whole list for every message.
    if (this.#messages.length >= this.#limit * 2) this.#messages = this.#messages.slice(-this.#limit);
  }

  /** The newest, oldest of them first. */
  newest(limit = this.#limit): readonly ReceivedMessage[] {
    return limit <= 0 ? [] : this.#messages.slice(-Math.min(limit, this.#limit));
  }

  answerTo(controlId: string): GivenAnswer | undefined {
    return this.#answers.get(controlId);
  }

  remember(controlId: string, answer: GivenAnswer): void {
    this.#answers.set(controlId, answer);
    if (this.#answers.size <= this.#limit) return;
    const oldest = this.#answers.keys().next();
    if (oldest.done !== true) this.#answers.delete(oldest.value);
  }

  answers(): IterableIterator<[string, GivenAnswer]> {
    return this.#answers.entries();
  }

  clear(): void {
    this.#messages = [];
    this.#answers.clear();
  }
}
