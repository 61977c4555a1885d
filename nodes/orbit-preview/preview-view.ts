/** What the preview tells the dialog: the messages an event becomes, field by field, or why there are none. Shared with the browser half; data only. */

/** Where the value of a field comes from: a field of the event, an option of the profile, or a rule of the dialog. */
export interface Origin {
  from: 'event' | 'profile' | 'rule';
  /** Dotted, from the root of the event or the profile; the number of the rule. */
  path: string;
}

export interface FieldView {
  /** For example `PV1-10` or `AIP(2)-3`. */
  path: string;
  /** As the standard calls it; '' for a field no table of ours has. */
  name: string;
  /** As it stands in the message, escapes included. */
  text: string;
  /** What stood there before: as the receiver has it, or before the rules; absent where nothing has changed. */
  was?: string;
  origins: readonly Origin[];
}

export interface SegmentView {
  /** For example `PV1`, or `AIP(2)` for the second one. */
  name: string;
  fields: readonly FieldView[];
}

export interface MessageView {
  kind: 'encounter' | 'bed' | 'appointment';
  messageType: string;
  hospital: string;
  segments: readonly SegmentView[];
  hl7: string;
}

export type PreviewProblem =
  /** The event is not one: places and reasons. */
  | { code: 'event'; issues: readonly { pointer: string; message: string }[] }
  /** The profile of the hospital is not valid, or there is none. */
  | { code: 'profile'; hospital: string; issues: readonly { pointer: string; message: string }[] }
  /** The message cannot be made; what the event would be held with. */
  | { code: 'held'; text: string };

export interface PreviewView {
  /** What the event is against what went before: booking, rebooking, unchanged and so on. */
  change: string | null;
  messages: readonly MessageView[];
  warnings: readonly string[];
  problem: PreviewProblem | null;
}
