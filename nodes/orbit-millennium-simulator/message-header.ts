/** Reads MSH from the bytes of a frame, as far as an answer needs it; what has no readable MSH gets no answer. */
import { ownText, type Delimiters } from './hl7-message.ts';

/** The versions this system takes, oldest first. */
export const VERSIONS = ['2.3', '2.3.1', '2.4', '2.5', '2.5.1'] as const;
export type Version = (typeof VERSIONS)[number];

export function perVersion<T>(make: (version: Version, index: number) => T): Record<Version, T> {
  return {
    '2.3': make('2.3', 0),
    '2.3.1': make('2.3.1', 1),
    '2.4': make('2.4', 2),
    '2.5': make('2.5', 3),
    '2.5.1': make('2.5.1', 4),
  };
}

/** Values are the bytes as they came, one character a byte: an answer repeats them unchanged whatever their character set. */
export interface MessageHeader {
  readonly delimiters: Delimiters;
  readonly fields: readonly string[];
  readonly messageType: string;
  readonly triggerEvent: string;
  readonly messageStructure: string;
  readonly controlId: string;
  readonly version: string;
}

const CR = 0x0d;
const LF = 0x0a;
const SEPARATOR = /^[!-/:-@[-`{-~]$/;

/** Undefined when the bytes do not begin with an MSH segment that names four different encoding characters. */
export function readHeader(content: Buffer): MessageHeader | undefined {
  const line = firstLine(content);
  if (!line.startsWith('MSH')) return undefined;
  const delimiters = readDelimiters(line);
  if (delimiters === undefined) return undefined;
  const fields = line.split(delimiters.field);
  fields.splice(1, 0, delimiters.field);
  const type = (fields[9] ?? '').split(delimiters.component);
  return {
    delimiters,
    fields,
    messageType: type[0] ?? '',
    triggerEvent: type[1] ?? '',
    messageStructure: type[2] ?? '',
    controlId: ownText(fields[10] ?? ''),
    version: (fields[12] ?? '').split(delimiters.component)[0] ?? '',
  };
}

export function headerField(header: MessageHeader, field: number): string {
  return header.fields[field] ?? '';
}

export function asVersion(text: string): Version | undefined {
  return VERSIONS.find((version) => version === text);
}

export function isAtLeast(version: Version, oldest: Version): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(oldest);
}

/** An acknowledgement must never be acknowledged: two systems would answer each other for ever. */
export function isAcknowledgement(content: Buffer, header: MessageHeader): boolean {
  const afterHeader = content.indexOf(CR) + 1;
  return (
    header.messageType === 'ACK' ||
    (afterHeader > 0 && content.subarray(afterHeader, afterHeader + 3).toString('latin1') === 'MSA')
  );
}

function firstLine(content: Buffer): string {
  const cr = content.indexOf(CR);
  const line = cr === -1 ? content : content.subarray(0, cr);
  const lf = line.indexOf(LF);
  return (lf === -1 ? line : line.subarray(0, lf)).toString('latin1');
}

function readDelimiters(line: string): Delimiters | undefined {
  const field = line.charAt(3);
  const encoding = line.slice(4, line.indexOf(field, 4));
  const all = [field, ...encoding];
  if (all.length !== 5 || new Set(all).size !== 5 || !all.every((one) => SEPARATOR.test(one))) return undefined;
  const [component = '', repetition = '', escape = '', subcomponent = ''] = encoding;
  return { field, component, repetition, escape, subcomponent };
}
