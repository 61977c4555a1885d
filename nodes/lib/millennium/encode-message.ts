/** Turns a message into the bytes for the wire, in the character set of the hospital. What the set does not have is refused or transliterated, never sent as `?`. */
import { parseMessage } from '../hl7/index.ts';
import type { MappingProblem } from './built-message.ts';
import { checkMessage } from './check-message.ts';
import type { HospitalProfile } from './profile/profile.ts';
import { transliterate } from './transliterate.ts';

export type EncodedMessage = { ok: true; content: Buffer } | { ok: false; problem: MappingProblem };

const OUTSIDE_LATIN1 = /[^\x00-\xFF]/;

/** A lone surrogate: UTF-8 has no bytes for it either. */
const HALF_A_CHARACTER = /\p{Cs}/u;

export function encodeMessage(
  hl7: string,
  { charset, onUnencodable }: Pick<HospitalProfile, 'charset' | 'onUnencodable'>,
): EncodedMessage {
  // A Function node may have put text in that no data type function has seen.
  const text = hl7.normalize('NFC');
  const half = text.search(HALF_A_CHARACTER);
  if (half !== -1) return unencodable(text, half, charset);
  if (charset === 'utf-8') return { ok: true, content: Buffer.from(text, 'utf8') };
  const outside = text.search(OUTSIDE_LATIN1);
  if (outside === -1) return { ok: true, content: Buffer.from(text, 'latin1') };
  if (onUnencodable === 'fail') return unencodable(text, outside, charset);
  const similar = transliterate(text);
  if (!similar.ok) return unencodable(text, similar.index, charset);
  const problem = similar.text.length === text.length ? undefined : tooLong(similar.text);
  return problem === undefined ? { ok: true, content: Buffer.from(similar.text, 'latin1') } : { ok: false, problem };
}

/** `Œ` becomes two letters, so a field that was full may be too long now. */
function tooLong(hl7: string): MappingProblem | undefined {
  const parsed = parseMessage(hl7);
  const header = parsed.ok ? parsed.message.segment('MSH') : undefined;
  const [issue] = checkMessage(hl7, { controlId: header?.field(10) ?? '', triggerEvent: header?.field(9, 1, 2) ?? '' });
  return (
    issue && { code: 'structure', text: `${issue.path} ${issue.message} after transliteration`, field: issue.path }
  );
}

function unencodable(text: string, index: number, charset: string): EncodedMessage {
  const field = fieldAt(text, index);
  return {
    ok: false,
    problem: { code: 'unencodable', text: `${field} has a character that ${charset} does not have`, field },
  };
}

/** The place of a character as `PID-5` or `AIP(2)-3`: the place, so that no part of a name is told. */
function fieldAt(text: string, index: number): string {
  const before = text.slice(0, index).split('\r');
  const line = before.at(-1) ?? '';
  const [name = ''] = text.slice(index - line.length).split(/[|\r]/, 1);
  const number = before.filter((segment) => segment.startsWith(`${name}|`)).length;
  const field = line.split('|').length - (name === 'MSH' ? 0 : 1);
  return `${number > 1 ? `${name}(${String(number)})` : name}-${String(field)}`;
}
