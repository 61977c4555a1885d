/** Which acknowledgements a finished message asks for, read from its own bytes: a flow may have changed them, and a profile may have changed since. */

/**
 * Original: MSH-15 and MSH-16 empty, one reply (AA AE AR). Enhanced: a commit acknowledgement (CA CE CR) releases us from resending;
 * in `enhanced-full` the application's (AA AE AR) follows, as a rule as a message of its own. HL7 v2 §2.8.2, §2.8.3.
 */
export const ACK_MODES = ['original', 'enhanced-commit', 'enhanced-full'] as const;
export type AckMode = (typeof ACK_MODES)[number];

const CR = 0x0d;
/** MSH-15 and MSH-16, counted in pieces between separators: MSH-1 is the separator itself. */
const ACCEPT_PIECE = 14;
const APPLICATION_PIECE = 15;

/**
 * Only AL in MSH-16 is waited for: with ER or SU (table 0155) no answer is an answer, so a commit is the last that can be relied on.
 * @param content the bytes of the message; what is no HL7 message counts as original
 */
export function ackModeOf(content: Buffer): AckMode {
  const end = content.indexOf(CR);
  const header = content.toString('latin1', 0, end === -1 ? content.length : end);
  const pieces = header.split(header.charAt(3));
  const application = (pieces[APPLICATION_PIECE] ?? '').trim();
  if (application === 'AL') return 'enhanced-full';
  return application === '' && (pieces[ACCEPT_PIECE] ?? '').trim() === '' ? 'original' : 'enhanced-commit';
}
