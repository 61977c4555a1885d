/** What a mending record tells, as a finding. */
import type { FindingCode, Finding } from './finding.ts';
import type { MendRecord } from './record.ts';

export function wordsOfMend({ found, expected, at, sequence }: MendRecord): Omit<Finding, 'file' | 'line'> {
  const number = String(sequence);
  const broken = (code: FindingCode, text: string): Omit<Finding, 'file' | 'line'> => ({
    severity: 'break',
    code,
    text,
  });
  switch (found) {
    case 'torn-line': {
      const text = `A process ended while it wrote; record ${number} of ${at} tells of it. Nothing was opened on that line.`;
      return { severity: 'note', code: 'torn', text };
    }
    case 'damaged-lines':
      return broken('not-a-record', `What stands before record ${number} is no record; it was found at ${at}.`);
    case 'missing-records': {
      const last = String(expected?.sequence ?? 0);
      return broken('cut-off', `At ${at} the log ended too early: it had been written up to record ${last}.`);
    }
    case 'head-lost':
      return broken('head-lost', `At ${at} nothing said how long the log had been: head.json was gone or changed.`);
    default:
      return found satisfies never;
  }
}
