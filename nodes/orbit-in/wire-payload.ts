/** Reads what another node sends to orbit-in: an event or a list of events as data, or JSON or XML as text or bytes. */
import { parseOrbitEvent, parseOrbitJson, parseOrbitXml, type ParsedBody } from '../lib/orbit/index.ts';

export function parseWirePayload(payload: unknown): ParsedBody {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
    const bytes = typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload;
    return startsLikeXml(bytes) ? parseOrbitXml(bytes) : parseOrbitJson(bytes);
  }
  const batch = Array.isArray(payload);
  const events = batch ? payload : [payload];
  return { ok: true, batch, events: events.map((event: unknown) => parseOrbitEvent(event)) };
}

function startsLikeXml(bytes: Buffer): boolean {
  return /^\uFEFF?\s*</.test(bytes.subarray(0, 64).toString('utf8'));
}
