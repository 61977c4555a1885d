/** Protocol validation of MSH (HL7 v2 §2.9.2.2): message type, trigger event, processing id, version and structure. */
import { headerField, isAtLeast, asVersion, type MessageHeader, type Version } from './message-header.ts';
import { isAdtTrigger, isSiuTrigger, structureOf, type Trigger } from './message-structures.ts';
import { refuse, type Refusal } from './refusal.ts';

export type CheckedHeader = { ok: true; trigger: Trigger; version: Version } | { ok: false; refusal: Refusal };

const PROCESSING_IDS = ['P', 'T', 'D'];
const LONGEST_CONTROL_ID = 20;

/** @param expectedProcessingId - the one this system runs as; undefined takes all three */
export function checkHeader(header: MessageHeader, expectedProcessingId: string | undefined): CheckedHeader {
  const trigger = header.triggerEvent;
  if (header.messageType !== 'ADT' && header.messageType !== 'SIU')
    return failed(refuse('200', 'the message type is not taken here', 'MSH', 9));
  const isKnown = header.messageType === 'ADT' ? isAdtTrigger(trigger) : isSiuTrigger(trigger);
  if (!isKnown) return failed(refuse('201', 'the trigger event is not taken here', 'MSH', 9));
  const version = asVersion(header.version);
  if (version === undefined) return failed(refuse('203', 'the version is not taken here', 'MSH', 12));
  const refusal =
    checkProcessingId(header, expectedProcessingId) ??
    checkStructure(header, trigger as Trigger, version) ??
    checkControlId(header);
  return refusal === undefined ? { ok: true, trigger: trigger as Trigger, version } : failed(refusal);
}

function checkProcessingId(header: MessageHeader, expected: string | undefined): Refusal | undefined {
  const processingId = headerField(header, 11).split(header.delimiters.component)[0] ?? '';
  if (!PROCESSING_IDS.includes(processingId)) return refuse('202', 'the processing id is not P, T or D', 'MSH', 11);
  if (expected !== undefined && processingId !== expected)
    return refuse('202', 'the processing id is not the one of this system', 'MSH', 11);
  return undefined;
}

/** MSH-9.3 came with 2.3.1 and is demanded from 2.4 on. */
function checkStructure(header: MessageHeader, trigger: Trigger, version: Version): Refusal | undefined {
  const { messageStructure } = header;
  if (messageStructure === '' && !isAtLeast(version, '2.4')) return undefined;
  const expected = version === '2.3' ? '' : structureOf(trigger);
  return messageStructure === expected
    ? undefined
    : refuse('200', 'MSH-9.3 is not the structure of the trigger event', 'MSH', 9);
}

function checkControlId(header: MessageHeader): Refusal | undefined {
  if (header.controlId === '') return refuse('101', 'MSH-10 is not valued', 'MSH', 10);
  return header.controlId.length > LONGEST_CONTROL_ID
    ? refuse('102', 'MSH-10 is longer than 20 characters', 'MSH', 10)
    : undefined;
}

function failed(refusal: Refusal): CheckedHeader {
  return { ok: false, refusal };
}
