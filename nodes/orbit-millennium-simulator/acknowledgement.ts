/** Writes acknowledgements as the version of the message asks: MSA and, for a refusal, ERR in its old or new shape (HL7 v2 §2.9, §2.15.5). */
import { formSegments, type AckForm } from './ack-form.ts';
import { encodeAnswerText } from './character-set.ts';
import { asVersion, headerField, isAtLeast, type MessageHeader } from './message-header.ts';
import { ERROR_TEXTS, type Location } from './refusal.ts';

export const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

export interface Answer {
  readonly ackCode: AckCode;
  readonly errorCode?: string;
  readonly text?: string;
  readonly location?: Location;
  /** Scripted: instead of what follows from the rest. */
  readonly form?: AckForm;
}

export interface AckIdentity {
  /** MSH-10 of the acknowledgement itself. */
  readonly controlId: string;
  /** MSH-7, HL7 form. */
  readonly time: string;
}

const LONGEST_TEXT = 80;
/** Spoken when the message's own version is not one of ours. */
const FALLBACK_VERSION = '2.4';

/** @param messageControlId - MSA-2; another than the message's own makes a stray acknowledgement */
export function writeAcknowledgement(
  header: MessageHeader,
  answer: Answer,
  own: AckIdentity,
  messageControlId: string = header.controlId,
): Buffer {
  const version = asVersion(header.version) ?? FALLBACK_VERSION;
  const { form, ackCode: msa1 } = answer;
  const text = answer.text === undefined ? '' : escapeText(answer.text, header).slice(0, LONGEST_TEXT);
  if (form !== undefined) {
    const msh = writeHeader(header, own, version);
    const { delimiters } = header;
    return asBytes(formSegments(form, { header: msh, msa1, controlId: messageControlId, text, delimiters }));
  }
  const isModern = isAtLeast(version, '2.5');
  const coded = writeCode(answer, header.delimiters.component);
  const msa = ['MSA', answer.ackCode, messageControlId, isModern ? '' : text, '', '', isModern ? '' : coded];
  const segments = [writeHeader(header, own, version), trimmed(msa, header)];
  if (coded !== '') segments.push(isModern ? writeError(answer, coded, text, header) : writeOldError(answer, header));
  return asBytes(segments);
}

function asBytes(segments: readonly string[]): Buffer {
  return Buffer.from(segments.map((segment) => `${segment}\r`).join(''), 'latin1');
}

/** Sender and receiver change places; separators, processing id, country and character set are the message's own. */
function writeHeader(header: MessageHeader, own: AckIdentity, version: string): string {
  const { field, component } = header.delimiters;
  const echo = (number: number): string => headerField(header, number);
  const isTyped = asVersion(version) !== undefined && version !== '2.3' && version !== '2.3.1';
  const type = ['ACK', header.triggerEvent, ...(isTyped ? ['ACK'] : [])];
  const names = [echo(5), echo(6), echo(3), echo(4)];
  const rest = [own.controlId, echo(11), version, '', '', '', '', echo(17), echo(18)];
  return trimmed(['MSH', echo(2), ...names, own.time, '', type.join(component), ...rest], header, field);
}

function writeCode({ errorCode }: Answer, component: string): string {
  return errorCode === undefined ? '' : [errorCode, ERROR_TEXTS[errorCode] ?? '', 'HL70357'].join(component);
}

/** ERR-1, up to 2.4: segment, its number, field, and the code as subcomponents. */
function writeOldError({ errorCode = '', location }: Answer, header: MessageHeader): string {
  const { component, subcomponent } = header.delimiters;
  const code = [errorCode, ERROR_TEXTS[errorCode] ?? '', 'HL70357'].join(subcomponent);
  return trimmed(['ERR', [...place(location), code].join(component)], header);
}

/** ERR-2, -3, -4 and -8, from 2.5 on. */
function writeError({ location }: Answer, coded: string, text: string, header: MessageHeader): string {
  const where = location === undefined ? '' : place(location).join(header.delimiters.component);
  return trimmed(['ERR', '', where, coded, 'E', '', '', '', text], header);
}

function place(location: Location | undefined): string[] {
  if (location === undefined) return ['', '', ''];
  return [location.segment, String(location.sequence), location.field === undefined ? '' : String(location.field)];
}

function trimmed(fields: readonly string[], header: MessageHeader, separator = header.delimiters.field): string {
  let last = fields.length;
  while (last > 1 && fields[last - 1] === '') last -= 1;
  return fields.slice(0, last).join(separator);
}

function escapeText(text: string, { delimiters, ...header }: MessageHeader): string {
  const codes = new Map([
    [delimiters.field, 'F'],
    [delimiters.component, 'S'],
    [delimiters.subcomponent, 'T'],
    [delimiters.repetition, 'R'],
    [delimiters.escape, 'E'],
  ]);
  const escaped = Array.from(text, (letter) => {
    const code = codes.get(letter);
    return code === undefined ? (letter < ' ' ? ' ' : letter) : `${delimiters.escape}${code}${delimiters.escape}`;
  });
  return encodeAnswerText(escaped.join(''), header.fields[18] ?? '');
}
