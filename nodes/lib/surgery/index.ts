export * from './surgical-case.ts';
export * from './case-ledger.ts';
export * from './change.ts';
export * from './planned-message.ts';
export * from './plan-options.ts';
export * from './differences.ts';
export * from './compare-case.ts';
export * from './plan-messages.ts';
