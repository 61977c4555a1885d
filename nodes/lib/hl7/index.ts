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
