/** How far a hospital, or one of its operating departments, has come on its way to Millennium. Data: changed by a deploy, never by code. */
import type { CalendarDate } from '../surgical-case.ts';

/**
 * - `off`: not begun; bookings go the old way
 * - `launch-only`: clinicians jump to Millennium, bookings still go the old way
 * - `live`: operations from the date on belong to Millennium, those before it go the old way
 * - `frozen`: nothing goes anywhere; events wait for the next state
 * - `rolled-back`: taken back; bookings go the old way again, and those Millennium has are moved with their next change
 */
export const ROUTE_STATES = ['off', 'launch-only', 'live', 'frozen', 'rolled-back'] as const;
export type RouteState = (typeof ROUTE_STATES)[number];

export interface RouteRule {
  /** Code of an operating department, or `*` for all that have no rule of their own. */
  department: string;
  state: RouteState;
  /** For `live`: the first day of operation that belongs to Millennium; empty: every day. */
  from: CalendarDate;
}

/** A hospital nobody has written rules for is live: its profile alone says that Millennium is wanted. */
export const LIVE: RouteRule = { department: '*', state: 'live', from: '' };

export function ruleFor(rules: readonly RouteRule[], department: string | undefined): RouteRule {
  const own = rules.find((rule) => rule.department === department);
  const fallback = rules.find((rule) => rule.department === '*');
  // With rules for some departments only, the others have not begun.
  return own ?? fallback ?? (rules.length === 0 ? LIVE : { department: '*', state: 'off', from: '' });
}
