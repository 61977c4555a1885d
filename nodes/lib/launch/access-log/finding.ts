/** What a check of the log has to say, in plain words. */

export type FindingCode =
  | 'changed'
  | 'not-a-record'
  | 'missing'
  | 'out-of-order'
  | 'repeated'
  | 'exchanged'
  | 'cut-off'
  | 'head-lost'
  | 'torn'
  | 'beyond-head';

/** break: the log is not what was written. note: what a crash leaves behind and the log itself tells of. */
export interface Finding {
  severity: 'break' | 'note';
  code: FindingCode;
  /** '' where it is the log as a whole. */
  file: string;
  line: number;
  text: string;
}
