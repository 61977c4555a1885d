/** Reads a JSON body: one event, or a list of at most a thousand. */
import { parseOrbitEvent, type Issue, type ParsedEvent } from './parse-event.ts';

export type ParsedBody =
  | { ok: true; batch: boolean; events: readonly ParsedEvent[] }
  | { ok: false; status: 400 | 413 | 422; issues: readonly Issue[] };

export const MAX_EVENTS = 1_000;

export function parseOrbitJson(bytes: Buffer): ParsedBody {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, status: 400, issues: [{ pointer: '', message: 'must be JSON in UTF-8' }] };
  }
  return Array.isArray(value) ? parseList(value) : { ok: true, batch: false, events: [parseOrbitEvent(value)] };
}

export function parseList(values: readonly unknown[]): ParsedBody {
  if (values.length === 0)
    return { ok: false, status: 422, issues: [{ pointer: '', message: 'must have at least one event' }] };
  if (values.length > MAX_EVENTS)
    return {
      ok: false,
      status: 413,
      issues: [{ pointer: '', message: `must have at most ${String(MAX_EVENTS)} events` }],
    };
  return { ok: true, batch: true, events: values.map(parseOrbitEvent) };
}
