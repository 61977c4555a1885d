/** Reads a request body into memory up to a limit; the rest of a body over the limit is not taken in. */
import type { IncomingMessage } from 'node:http';

/** A thousand events of the largest ordinary size. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

export type ReadBody = { kind: 'read'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'aborted' };

export function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        request.removeAllListeners('data');
        resolve({ kind: 'too-large' });
        return;
      }
      chunks.push(chunk);
    });
    request.once('end', () =>
      resolve({
        kind: 'read',
        bytes: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks),
      }),
    );
    request.once('close', () => resolve({ kind: 'aborted' }));
    request.once('error', () => resolve({ kind: 'aborted' }));
  });
}
