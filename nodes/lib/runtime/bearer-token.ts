/** Checks `Authorization: Bearer` against the configured token without telling its length or content by the time it takes. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function hasBearerToken(request: IncomingMessage, token: string): boolean {
  const header = request.headers.authorization ?? '';
  const presented = /^Bearer +(\S+)$/i.exec(header)?.[1];
  return token !== '' && presented !== undefined && timingSafeEqual(digest(presented), digest(token));
}
