/** NTE, notes and comments: HL7 v2 §2.16.10. Off unless the site asks for it: free text holds more than the receiver needs. */
import { DELETED, ft, id, si, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';

/** Table 0105: the filler is the source. */
const FILLER = 'L';
/** The note is about the booking; a cancellation tells its reason in SCH-6. */
const WITH_NOTE: ReadonlySet<string> = new Set(['S12', 'S13', 'S14']);

export function nte(draft: Draft): readonly EncodedSegment[] {
  const { profile, subject, trigger } = draft;
  if (!profile.sendNotes || !WITH_NOTE.has(trigger)) return [];
  const note = ft(subject.note) ?? (draft.deletes('NTE-3') ? DELETED : undefined);
  return note === undefined ? [] : [draft.segment('NTE', { 1: si(1), 2: id(FILLER), 3: note })];
}
