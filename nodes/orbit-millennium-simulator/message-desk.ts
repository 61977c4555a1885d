/** Judges one examined message against what is held: repeated, refused or accepted. The only place that decides what a message changes. */
import { hash } from 'node:crypto';
import type { AckIdentities } from './ack-identities.ts';
import type { AckIdentity } from './acknowledgement.ts';
import { checkHeader } from './check-header.ts';
import { decideMessage } from './decide-message.ts';
import type { ExaminedMessage } from './examined-message.ts';
import type { HeldState } from './held-state.ts';
import type { OrderAnomaly } from './order-watch.ts';
import { toIso } from './hl7-time.ts';
import { headerField } from './message-header.ts';
import type { Trigger } from './message-structures.ts';
import type { Changes } from './records.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { SystemRules } from './system-rules.ts';

export type DeskAnomaly =
  OrderAnomaly | 'control-id-reused' | 'control-id-missing' | 'duplicate-create' | 'nothing-to-cancel' | 'not-nfc';

export interface Verdict {
  readonly identity: AckIdentity;
  readonly duplicate: boolean;
  readonly refusal?: Refusal;
  readonly changes: Changes;
  readonly anomalies: readonly DeskAnomaly[];
}

const CR = 0x0d;

/** The message changes nothing by itself: the verdict's changes are to be applied. */
export function judge(
  examined: ExaminedMessage,
  held: HeldState,
  rules: SystemRules,
  identities: AckIdentities,
  now: Date,
): Verdict {
  const previous = held.log.answerTo(examined.header.controlId);
  if (previous !== undefined && previous.contentHash !== examined.contentHash) {
    const refusal = refuse('205', 'MSH-10 was used for another message', 'MSH', 10);
    return { identity: identities.next(now), duplicate: false, refusal, changes: {}, anomalies: ['control-id-reused'] };
  }
  if (previous?.accepted === true) {
    const identity = { controlId: previous.ackControlId, time: previous.ackTime };
    return { identity, duplicate: true, changes: {}, anomalies: [] };
  }
  // What was refused before is looked at anew: what it lacked may have come since.
  return { identity: identities.next(now), duplicate: false, ...judgeNew(examined, held, rules) };
}

function judgeNew(
  examined: ExaminedMessage,
  held: HeldState,
  rules: SystemRules,
): Pick<Verdict, 'refusal' | 'changes' | 'anomalies'> {
  const { header, reading } = examined;
  const checked = checkHeader(header, rules.expectedProcessingId);
  if (!checked.ok) return refusedWith(checked.refusal, header.controlId === '' ? ['control-id-missing'] : []);
  if (!reading.ok) return refusedWith(reading.refusal, []);
  const outcome = decideMessage(reading.message, checked.trigger, checked.version, held, rules);
  if (!outcome.ok) return refusedWith(outcome.refusal, oddRefusal(checked.trigger, outcome.refusal));
  const anomalies: DeskAnomaly[] = noticeOrder(examined, checked.trigger, held, rules);
  if (outcome.nothingToCancel === true) anomalies.push('nothing-to-cancel');
  if (isDecomposed(examined)) anomalies.push('not-nfc');
  return { changes: outcome.changes, anomalies };
}

function refusedWith(
  refusal: Refusal,
  anomalies: readonly DeskAnomaly[],
): Pick<Verdict, 'refusal' | 'changes' | 'anomalies'> {
  return { refusal, changes: {}, anomalies };
}

/** A booking or admission sent a second time under a new control id. */
function oddRefusal(trigger: Trigger, refusal: Refusal): DeskAnomaly[] {
  return refusal.errorCode === '205' && ['A04', 'A05', 'S12'].includes(trigger) ? ['duplicate-create'] : [];
}

function noticeOrder(examined: ExaminedMessage, trigger: Trigger, held: HeldState, rules: SystemRules): DeskAnomaly[] {
  const { content, header, visitNumber, caseId } = examined;
  const sentAt = toIso(headerField(header, 7), { siteZone: rules.siteZone });
  return held.order.notice({
    trigger,
    visitNumber: visitNumber === '' ? caseId : visitNumber,
    appointmentId: trigger.startsWith('S') ? caseId : '',
    bodyHash: hash('sha1', content.subarray(content.indexOf(CR) + 1), 'base64'),
    sentAtMs: sentAt === undefined ? NaN : Date.parse(sentAt),
  });
}

/** Letters taken apart (as some file systems do) look the same and compare as different. */
function isDecomposed({ content, reading }: ExaminedMessage): boolean {
  const COMBINING_MARK_LEAD = 0xcc;
  if (!reading.ok || !content.includes(COMBINING_MARK_LEAD)) return false;
  return reading.message.segments.some(({ fields }) => fields.some((text) => text !== text.normalize('NFC')));
}
