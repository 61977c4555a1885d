export * from './event-schema.ts';
export * from './parse-event.ts';
export * from './parse-json.ts';
export * from './parse-xml.ts';
export * from './export-row.ts';
export * from './export-file.ts';
