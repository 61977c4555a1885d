/** The book of launches under way: contexts by their id, the tickets that lead to them, and the tokens that were taken. A file of its own, open to several processes; no patient data. */

export const LAUNCH_VIEWS = ['chart', 'booking', 'anaesthesia', 'list'] as const;
export type LaunchView = (typeof LAUNCH_VIEWS)[number];

/** What a launch is about, by reference: the case names the patient, and only the login names the user. */
export interface LaunchContext {
  /** Correlation id: in the log, on the page, in the support code. */
  cid: string;
  caseId: string;
  /** HSA-id of the only user who may open it. */
  user: string;
  /** Who asked for it: an issuer's name, or `user` where somebody came with a case number. */
  issuer: string;
  view: LaunchView;
  expiresAt: Date;
}

/** `used` and `expired` are told apart for the log; to the user they are the same. */
export type TicketOutcome = { kind: 'taken'; context: LaunchContext } | { kind: 'used' | 'expired' | 'unknown' };

/** `superseded`: the user has launched another patient since. */
export type ContextOutcome =
  { kind: 'open'; context: LaunchContext } | { kind: 'superseded' | 'expired' | 'ended' | 'unknown' | 'other-user' };

export interface LaunchBook {
  /** Writes a context; with the hash of a ticket it is opened by that ticket alone, once, until `ticketEndsAt`. */
  begin(context: LaunchContext, ticket?: { hash: string; endsAt: Date }): void;
  /** Atomic over all processes: of two that come with the same ticket one takes it. */
  take(ticketHash: string, now: Date): TicketOutcome;
  /** The context shows itself from now on; what the same user opened before is superseded. */
  open(cid: string, user: string, now: Date): ContextOutcome;
  /** False: no such context of this user. */
  end(cid: string, user: string): boolean;
  /** False: the token has been taken before. @param until when it could not be valid any more */
  takeToken(issuer: string, jti: string, until: Date): boolean;
  /** Removes what ended before `before`. */
  sweep(before: Date): void;
  close(): void;
}
