/** Reads a request body into memory up to a limit; of a body over the limit nothing is kept. */
import type { IncomingMessage } from 'node:http';

/** A thousand events of the largest ordinary size. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

export type ReadBody = { kind: 'read'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'aborted' };

/** What is still taken from the wire, and thrown away: a sender in the middle of writing would not read the answer. */
const DISCARDED_LIMITS = 4;
const LINGER_MS = 2_000;

export function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<ReadBody> {
  const mostDiscarded = limit * DISCARDED_LIMITS;
  if (Number(request.headers['content-length'] ?? 0) > mostDiscarded) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let linger: NodeJS.Timeout | undefined;
    const refuse = (): void => {
      clearTimeout(linger);
      request.pause();
      request.removeAllListeners('data');
      resolve({ kind: 'too-large' });
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      linger ??= setTimeout(refuse, LINGER_MS);
      if (size > mostDiscarded) refuse();
    });
    request.once('end', () => {
      if (size > limit) refuse();
      else
        resolve({
          kind: 'read',
          bytes: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks),
        });
    });
    const abort = (): void => {
      clearTimeout(linger);
      resolve({ kind: 'aborted' });
    };
    request.once('close', abort);
    request.once('error', abort);
  });
}
