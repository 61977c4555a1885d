export type * from './inbox.ts';
export * from './launch-book.ts';
export type * from './operator.ts';
export type * from './outbox.ts';
export type * from './queries.ts';
export * from './late-store.ts';
export * from './retention.ts';
export type * from './store.ts';
export * from './store-failure.ts';
