export type * from './access-entry.ts';
export type { AccessLogFailure, AccessLogFailureCode } from './access-log-failure.ts';
export { AccessLog, type AccessLogOptions, type Told } from './access-log.ts';
export { auditEvent, type AuditEventOptions } from './audit-event.ts';
export type * from './finding.ts';
export { accessLogKeys } from './rotate-log-keys.ts';
export { readLog, type OpenedRecord, type ReadOptions } from './read-log.ts';
export { MOST_LOGS_IN_A_REQUEST, storeLog, storeLogRequest, type StoreLogOptions } from './storelog.ts';
export { verifyLog, type LogCheck, type VerifyOptions } from './verify-log.ts';
