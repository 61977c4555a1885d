/** Writes what we answer to a message that has come to us: that it is kept, or why it is not (HL7 v2 §2.9.2, §2.9.3). Nothing of its content is repeated but its own header. */
import { dtm, parseMessage, type ParsedSegment } from '../hl7/index.ts';

/**
 * - `kept`: on disk, or known already
 * - `not-kept`: our side is in trouble; the same message may be kept later
 * - `not-taken`: a message of a kind that is not taken here
 */
export type Receipt = 'kept' | 'not-kept' | 'not-taken';

export interface ReceiptIdentity {
  /** MSH-10 of the answer. */
  controlId: string;
  now: Date;
  /** IANA name. */
  timeZone: string;
}

const LETTER: Readonly<Record<Receipt, 'A' | 'E' | 'R'>> = { kept: 'A', 'not-kept': 'E', 'not-taken': 'R' };
const ERRORS: Readonly<Record<Receipt, readonly [code: string, text: string] | undefined>> = {
  kept: undefined,
  'not-kept': ['207', 'Application internal error'],
  'not-taken': ['200', 'Unsupported message type'],
};

/** Undefined: the message wants no such answer (MSH-15), or has no header that one could go back to. */
export function writeReceipt(content: Buffer, receipt: Receipt, identity: ReceiptIdentity): Buffer | undefined {
  const parsed = parseMessage(content.toString('latin1'));
  const header = parsed.ok ? parsed.message.segment('MSH') : undefined;
  if (!parsed.ok || header === undefined || !isWanted(header.raw(15).trim().toUpperCase(), receipt)) return undefined;
  const { field, component } = parsed.message.separators;
  const isEnhanced = header.raw(15).trim() !== '' || header.raw(16).trim() !== '';
  const msa = ['MSA', `${isEnhanced ? 'C' : 'A'}${LETTER[receipt]}`, header.raw(10)];
  const error = ERRORS[receipt];
  const lines = [answerHeader(header, component, identity), msa];
  if (error !== undefined) lines.push(['ERR', '', '', [...error, 'HL70357'].join(component), 'E']);
  return Buffer.from(lines.map((line) => `${line.join(field)}\r`).join(''), 'latin1');
}

/** Empty in both fields is original mode, in which every message is answered (table 0155). */
function isWanted(condition: string, receipt: Receipt): boolean {
  if (condition === 'NE') return false;
  if (condition === 'ER') return receipt !== 'kept';
  return condition !== 'SU' || receipt === 'kept';
}

/** Sender and receiver change places. */
function answerHeader(
  header: ParsedSegment,
  component: string,
  { controlId, now, timeZone }: ReceiptIdentity,
): string[] {
  const raw = (number: number): string => header.raw(number);
  const trigger = raw(9).split(component)[1] ?? '';
  const type = trigger === '' ? 'ACK' : ['ACK', trigger].join(component);
  const time = dtm(now, { offset: 'always', zone: timeZone });
  return ['MSH', raw(2), raw(5), raw(6), raw(3), raw(4), time, '', type, controlId, raw(11), raw(12)];
}
