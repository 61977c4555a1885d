/** Table 0357, message error condition codes: the only texts of a reply that may be kept, because peers put names and numbers of patients into the free ones. */

const TEXTS = new Map([
  ['0', 'Message accepted'],
  ['100', 'Segment sequence error'],
  ['101', 'Required field missing'],
  ['102', 'Data type error'],
  ['103', 'Table value not found'],
  ['200', 'Unsupported message type'],
  ['201', 'Unsupported event code'],
  ['202', 'Unsupported processing id'],
  ['203', 'Unsupported version id'],
  ['204', 'Unknown key identifier'],
  ['205', 'Duplicate key identifier'],
  ['206', 'Application record locked'],
  ['207', 'Application internal error'],
]);

const KNOWN = new Map([...TEXTS.values()].map((text) => [text.toLowerCase(), text]));

/** The received text where it is one of the table's, else the table's text of the code, else undefined. */
export function safeReplyText(received: string, errorCode: string): string | undefined {
  return KNOWN.get(received.trim().toLowerCase()) ?? TEXTS.get(errorCode);
}
