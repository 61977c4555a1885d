/** An invented patient whose every string is a mark that can be looked for, and the search for those marks in the bytes of files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SurgicalEvent } from '../../../nodes/lib/surgery/index.ts';
import type { NewEvent } from '../../../nodes/lib/store/index.ts';
import { newEvent } from './samples.ts';

export const MARKS = ['191212121212', 'Märktsson', 'Märkta', 'märkt fritext', 'märkt orsak', 'märkt tillägg'] as const;

/** The version of the case with a mark in every place that can hold words about the patient. */
export function markedEvent(caseId: string, version: number): NewEvent {
  const made = newEvent(caseId, version);
  const { event } = made;
  const marked: SurgicalEvent = {
    ...event,
    ...(event.case === undefined
      ? {}
      : {
          case: {
            ...event.case,
            patient: { ...event.case.patient, id: '191212121212', family: 'Märktsson', given: 'Märkta' },
            procedures: [{ code: 'NGB49', text: 'märkt fritext', main: true }],
            note: 'märkt fritext',
          },
        }),
    reason: { code: 'X', text: 'märkt orsak' },
    extensions: { free: 'märkt tillägg' },
  };
  return { ...made, event: marked };
}

/** A message with the marks, as a site of UTF-8 and one of ISO 8859-1 gets it. */
export function markedContent(controlId: string, encoding: 'utf8' | 'latin1' = 'utf8'): Buffer {
  const pid = 'PID|1||191212121212^^^PNR||Märktsson^Märkta';
  return Buffer.from(
    `MSH|^~\\&|ORBIT|SU|||20261103||ADT^A05|${controlId}|P|2.4\r${pid}\rNTE|1||märkt fritext\r`,
    encoding,
  );
}

/** `file: mark` for each mark in each file of the folder and below, whatever the character set. */
export function marksIn(folder: string, marks: readonly string[] = MARKS): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    const found = marks.filter((mark) =>
      (['utf8', 'latin1', 'utf16le'] as const).some((encoding) => bytes.includes(Buffer.from(mark, encoding))),
    );
    return found.map((mark) => `${name}: ${mark}`);
  });
}
