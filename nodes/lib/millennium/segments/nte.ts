/** NTE, notes and comments: HL7 v2 §2.16.10. Off unless the site asks for it: free text holds more than the receiver needs. A cancellation has none: its reason is SCH-6. */
import { DELETED, ft, id, si, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';

/** Table 0105: the filler is the source. */
const FILLER = 'L';
export function nte(draft: Draft): readonly EncodedSegment[] {
  const { profile, subject } = draft;
  if (!profile.sendNotes) return [];
  const note = ft(subject.note) ?? (draft.deletes('NTE-3') ? DELETED : undefined);
  return note === undefined ? [] : [draft.segment('NTE', { 1: si(1), 2: id(FILLER), 3: note })];
}
