export { SEPARATORS, DELETE_VALUE, type Separators } from './separators.ts';
export { escapeText, escapeFormattedText, unescapeText } from './escape.ts';
export {
  parseMessage,
  type Parsed,
  type ParsedMessage,
  type ParsedSegment,
  type ParseFailure,
} from './parse-message.ts';
export { decodeMessage, characterSetOf, type CharacterSet } from './decode-message.ts';
export type { EncodedField, EncodedSegment, FieldValue, Hl7Timestamp } from './encoded.ts';
export { DELETED, ft, id, nm, repeated, si, st, type Optional } from './primitive-types.ts';
export {
  ce,
  cq,
  cx,
  ei,
  hd,
  msg,
  pl,
  tq,
  xad,
  xcn,
  xpn,
  xtn,
  type Authority,
  type Coded,
  type Location,
  type PersonName,
} from './composite-types.ts';
export { dayOf, daysBetween, dt, dtm, isAmbiguous, type TimeStyle } from './timestamp.ts';
export { isTimeZone, zoneTime } from './zone-time.ts';
export { asVersion, isAtLeast, VERSIONS, type Hl7Version } from './version.ts';
export {
  deleteEmpty,
  segmentWriter,
  writeMessage,
  writeSegment,
  type Fields,
  type SegmentWriter,
} from './write-segment.ts';
export { structureOf, STRUCTURES, type StructureId } from './tables/message-structures.ts';
export { checkStructure, type StructureIssue } from './check-structure.ts';
export { openMessage, type Opened, type OpenMessage } from './open-message.ts';
export { isFieldPath } from './field-path.ts';
export { fieldName } from './segment-rules.ts';
