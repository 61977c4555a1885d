export * from './frame.ts';
export * from './frame-decoder.ts';
export * from './client.ts';
export * from './listener.ts';
