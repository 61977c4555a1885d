/** Decides whether a framed reply answers the message that was sent. Anything else that arrives is a stray, and the wait for the answer goes on. */
import { findMsa } from './find-msa.ts';

/** MSA-2 echoes the sender's MSH-10 (HL7 v2 §2.8.2); compared as it is, then without surrounding blanks. Exact letters: control ids differ in case. */
export function answers(reply: Buffer, controlId: string): 'answer' | 'stray' {
  const msa = findMsa(reply);
  if (msa === undefined) return 'stray';
  return msa.controlId === controlId || msa.controlId.trim() === controlId ? 'answer' : 'stray';
}

/**
 * - `ack-unmatched`: answers another message, as a rule an earlier attempt after its time was over
 * - `ack-unaddressed`: MSA-2 empty; a peer that could not read our MSH-10 answers so
 * - `ack-unreadable`: no MSA at all
 */
export type StrayCode = 'ack-unmatched' | 'ack-unaddressed' | 'ack-unreadable';

export interface Stray {
  code: StrayCode;
  /** MSA-1 where it is one of the table's shape. */
  ackCode?: string;
}

/** What a stray reply was, for the record of an attempt that got no answer. */
export function describeStray(reply: Buffer): Stray {
  const msa = findMsa(reply);
  if (msa === undefined) return { code: 'ack-unreadable' };
  const ackCode = msa.ackCode.trim().toUpperCase();
  const code = msa.controlId.trim() === '' ? 'ack-unaddressed' : 'ack-unmatched';
  return /^[A-Z]{2}$/.test(ackCode) ? { code, ackCode } : { code };
}
