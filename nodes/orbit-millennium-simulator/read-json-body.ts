/** Reads a JSON body of limited size; refuses other media types, so that no page of another site can post one unasked. */
import type { IncomingMessage } from 'node:http';
import type { ProblemDetails } from '../lib/runtime/problem-response.ts';

export type JsonBody = { ok: true; value: unknown } | { ok: false; problem: ProblemDetails };

const MOST_BYTES = 1_048_576;

export async function readJsonBody(request: IncomingMessage): Promise<JsonBody> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return failed(415, 'Only application/json is read here');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
    // The rest is read and dropped, so that the client gets to see the answer; a client that never ends is cut off.
    if (size > MOST_BYTES * 16) break;
  }
  if (size > MOST_BYTES) return failed(413, 'The body is larger than 1 MB');
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return failed(400, 'The body is not JSON');
  }
}

function failed(status: number, title: string): JsonBody {
  return { ok: false, problem: { status, title } };
}
