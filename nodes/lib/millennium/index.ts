export * from './built-message.ts';
export { buildMessage, type Built } from './build-message.ts';
export type { BuildContext } from './draft.ts';
export { checkMessage } from './check-message.ts';
export { controlIdOf, controlIdOfCopy, type MessageIdentity } from './control-id.ts';
export { encodeMessage, type EncodedMessage } from './encode-message.ts';
export { restampMessage, type Restamp } from './restamp-message.ts';
export { PROFILE_SCHEMA, type HospitalProfile, type ProfileOptions } from './profile/profile.ts';
export { parseProfile, type ParsedProfile, type ProfileIssue } from './profile/parse-profile.ts';
export {
  profileFile,
  PROFILE_FILE_VERSION,
  readProfileFile,
  type ProfileFile,
  type ReadProfileFile,
} from './profile/profile-file.ts';
export { PRESETS, type PresetName } from './profile/presets.ts';
export {
  TABLE_NAMES,
  type CodeEntry,
  type CodeTable,
  type MissingCodePolicy,
  type TableName,
} from './profile/code-tables.ts';
export * from './answers.ts';
export { findMsa, type MsaBytes } from './find-msa.ts';
export * from './interpret-reply.ts';
export * from './ack-rules.ts';
export { ACK_MODES, ackModeOf, type AckMode } from './ack-mode.ts';
export { ACK_RULE_ROWS, NO_ANSWER_ROWS } from './ack-rule-table.ts';
export { ackRules, type AckOptions } from './ack-options.ts';
export { applyRules, type Edited, type RuleContext, type RuleEffect, type RuleSubject } from './edit/apply-rules.ts';
export { checkRules, type RuleFault, type RuleIssue } from './edit/check-rules.ts';
export { RULE_ACTIONS, RULE_PARTS, RULE_VALUE_TYPES, type EditRule } from './edit/edit-rule.ts';
export { writeReceipt, type Receipt, type ReceiptIdentity } from './write-receipt.ts';
export { readFeed, type FeedOptions, type FeedReading } from './feed/read-feed.ts';
