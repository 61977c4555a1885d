/** A message without effect, to see whether a receiver answers: an application management query (HL7 v2 §14.3.1, NMQ^N01) that asks for its clock. */
import { randomUUID } from 'node:crypto';
import { dtm, hd, id, msg, segmentWriter, st, writeMessage } from '../lib/hl7/index.ts';
import { answers, DEFAULT_ACK_RULES, interpretReply } from '../lib/millennium/index.ts';
import type { Accept } from '../lib/mllp/index.ts';

export interface Probe {
  controlId: string;
  content: Buffer;
  accept: Accept;
}

/** What the answer says; any answer shows that the way there and back is whole. */
export interface ProbeAnswer {
  ackCode?: string;
  errorCode?: string;
}

const STYLE = { offset: 'always', zone: 'Europe/Stockholm' } as const;

export function makeProbe(now: Date): Probe {
  const controlId = `P${randomUUID().replaceAll('-', '').slice(0, 19).toUpperCase()}`;
  const segment = segmentWriter('2.4', () => undefined);
  const at = dtm(now, STYLE);
  const content = writeMessage([
    segment('MSH', {
      3: hd({ namespace: 'ORBIT' }),
      5: hd({ namespace: 'MILLENNIUM' }),
      7: at,
      9: msg('NMQ', 'N01', 'NMQ_N01'),
      10: st(controlId),
      // Training: a receiver in production may refuse it for that, and has answered.
      11: id('T'),
      12: id('2.4'),
    }),
    segment('NCK', { 1: at }),
  ]);
  return { controlId, content: Buffer.from(content, 'ascii'), accept: (reply) => answers(reply, controlId) };
}

export function readProbeAnswer(reply: Buffer, { controlId, content }: Probe): ProbeAnswer {
  const { ackCode, errorCode } = interpretReply(
    reply,
    { controlId, content, triggerEvent: 'N01', effect: 'update' },
    DEFAULT_ACK_RULES,
  );
  return { ...(ackCode === undefined ? {} : { ackCode }), ...(errorCode === undefined ? {} : { errorCode }) };
}
