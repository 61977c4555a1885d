/** PD1, additional demographics: HL7 v2 §3.4.10. Sent for the protection indicator only, where the site has asked for it. */
import { id, isAtLeast, type EncodedSegment } from '../../hl7/index.ts';
import type { Draft } from '../draft.ts';

/** None for a patient without protection, and none in an SIU of 2.3, which has no place for it. */
export function pd1(draft: Draft): readonly EncodedSegment[] {
  const { profile, subject, trigger, version } = draft;
  const hasPlace = !trigger.startsWith('S') || isAtLeast(version, '2.3.1');
  if (!profile.protectionIndicator || !subject.patient.protected || !hasPlace) return [];
  return [draft.segment('PD1', { 12: id('Y') })];
}
