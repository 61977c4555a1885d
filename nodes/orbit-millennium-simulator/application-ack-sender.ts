/** Sends application acknowledgements over a connection of its own, one after the other, until each has been answered: as an engine does that has committed the message. */
import { MllpClient } from '../lib/mllp/index.ts';

export interface ApplicationAckAddress {
  host: string;
  port: number;
}

const AGAIN_MS = 250;
const FIELD = '|';
/** MSH-15 and MSH-16, counted in pieces between separators. */
const ACCEPT_PIECE = 14;
const APPLICATION_PIECE = 15;

export class ApplicationAckSender {
  readonly #client: MllpClient;
  readonly #waiting: Buffer[] = [];
  #sending = false;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ host, port }: ApplicationAckAddress) {
    this.#client = new MllpClient({ host, port, ackTimeoutMs: 10_000, reconnect: { minMs: 50, maxMs: 500 } });
    this.#client.on('connected', () => this.#next());
    this.#client.connect();
  }

  /** How many have not been answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  send(acknowledgement: Buffer): void {
    this.#waiting.push(askingForCommit(acknowledgement));
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#client.close();
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#sending || this.#closed || this.#client.state !== 'connected') return;
    this.#sending = true;
    this.#client
      .exchange(first, () => 'answer')
      .then(
        (outcome) => this.#done(outcome.kind === 'reply' && isKept(outcome.reply)),
        () => this.#done(false),
      );
  }

  #done(isAnswered: boolean): void {
    this.#sending = false;
    if (isAnswered) {
      this.#waiting.shift();
      this.#next();
    } else if (!this.#closed) {
      this.#again = setTimeout(() => this.#next(), AGAIN_MS);
    }
  }
}

function isKept(reply: Buffer): boolean {
  return /[\r\n]MSA\|(?:CA|AA)\|/.test(reply.toString('latin1'));
}

/** A message of its own asks for its own commit (HL7 v2 §2.9.3.2). */
function askingForCommit(acknowledgement: Buffer): Buffer {
  const lines = acknowledgement.toString('latin1').split('\r');
  const pieces = (lines[0] ?? '').split(FIELD);
  while (pieces.length <= APPLICATION_PIECE) pieces.push('');
  pieces[ACCEPT_PIECE] = 'AL';
  pieces[APPLICATION_PIECE] = 'NE';
  return Buffer.from([pieces.join(FIELD), ...lines.slice(1)].join('\r'), 'latin1');
}
