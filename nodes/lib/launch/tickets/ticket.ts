/** One-time tickets: an opaque random word whose hash alone is kept (facts: back-channel ticket, as OAuth's pushed requests, RFC 9126). */
import { createHash, randomBytes } from 'node:crypto';

/** Bytes; 43 characters in base64url. */
const TICKET_BYTES = 32;
const TICKET = /^[\w-]{43}$/;

export const DEFAULT_TICKET_SECONDS = 60;

export function newTicket(): string {
  return randomBytes(TICKET_BYTES).toString('base64url');
}

export function isTicket(text: string): boolean {
  return TICKET.test(text);
}

export function hashOfTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url');
}
