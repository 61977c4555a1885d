/** Brings an answer to the sender the wrong way: late, in pieces, twice, for another message, or not at all. */
import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { deliveryOf, type Delivery, type FaultAction } from './fault-rules.ts';

/** The connection the message came on. */
export interface AnswerChannel {
  /** Bytes as they are. */
  write(bytes: Buffer): unknown;
  /** A frame around the content. */
  writeFramed(content: Buffer): unknown;
  destroy(): void;
  pause(): void;
  resume(): void;
}

export interface FaultyAnswer {
  readonly action: FaultAction;
  /** The right acknowledgements, or the scripted one. */
  readonly answers: readonly Buffer[];
  /** The same for a control id nobody sent. */
  readonly stray: Buffer;
  readonly channel: AnswerChannel;
  /** Aborts when half-open connections are let go. */
  readonly letGo: AbortSignal;
  /** Aborts waiting when the simulator closes. */
  readonly closing: AbortSignal;
}

const START_BLOCK = 0x0b;
const END_BLOCK = Buffer.from([0x1c, 0x0d]);
const GARBAGE = Buffer.from('~~ this is no HL7 ~~\r\n', 'latin1');

/** Resolves when the fault has run its course; the sockets' errors are the listener's. */
export async function deliverFault(faulty: FaultyAnswer): Promise<void> {
  const { action, channel, closing } = faulty;
  if (deliveryOf(action) === 'closeBeforeRead') {
    channel.destroy();
    return;
  }
  try {
    if ((action.delayMs ?? 0) > 0) await sleep(action.delayMs, undefined, { signal: closing });
    await answer(faulty);
  } catch (cause) {
    if (!closing.aborted) throw cause;
  }
}

async function answer({ action, answers, stray, channel, letGo }: FaultyAnswer): Promise<void> {
  const send = (): void => {
    for (const one of answers) channel.writeFramed(one);
  };
  const delivery = deliveryOf(action);
  if (delivery === undefined) send();
  else await DELIVER[delivery]({ action, answers, stray, channel, letGo, send });
}

type Delivering = Omit<FaultyAnswer, 'closing'> & { send: () => void };

const DELIVER: Readonly<Record<Delivery, (delivering: Delivering) => void | Promise<void>>> = {
  silence: () => undefined,
  closeBeforeRead: ({ channel }) => channel.destroy(),
  closeAfterRead: ({ channel }) => channel.destroy(),
  splitBytes: ({ answers, channel }) => sendByteByByte(answers, channel),
  twoAcks: ({ send }) => {
    send();
    send();
  },
  wrongControlId: ({ action, channel, stray, send }) => {
    channel.writeFramed(stray);
    if (action.thenRight === true) send();
  },
  garbage: ({ action, answers, channel }) => sendGarbage(action.garbage, answers, channel),
  halfOpen: async ({ action, channel, letGo, send }) => {
    channel.pause();
    if (!letGo.aborted) await once(letGo, 'abort');
    channel.resume();
    if (action.processed === true) send();
  },
};

async function sendByteByByte(answers: readonly Buffer[], channel: AnswerChannel): Promise<void> {
  for (const content of answers) {
    for (const byte of [START_BLOCK, ...content, ...END_BLOCK]) {
      channel.write(Buffer.from([byte]));
      // A turn of the event loop between two bytes lets each leave as a packet of its own.
      await nextTurn();
    }
  }
}

function sendGarbage(place: FaultAction['garbage'], answers: readonly Buffer[], channel: AnswerChannel): void {
  if (place === 'before') channel.write(GARBAGE);
  if (place === 'instead') channel.writeFramed(GARBAGE);
  for (const content of answers) {
    if (place === 'unframed') channel.write(content);
    else if (place !== 'instead') channel.writeFramed(content);
  }
  if (place === 'after') channel.write(GARBAGE);
}
