/** The port of the return feed: what Millennium tells of itself goes into the links of the cases, each message once. */
import type { CaseLink, FeedMessage, LinkFlag } from '../surgery/index.ts';

/** How many links a message has changed, and how many of the changes an operator has to look at. */
export type FeedOutcome =
  | { kind: 'kept'; changed: number; flagged: number }
  /** The message had been taken before. */
  | { kind: 'duplicate' };

export interface LinkHistoryEntry {
  at: string;
  /** Sender and control id of the message that told it. */
  source: string;
  controlId: string;
  triggerEvent: string;
  flag: LinkFlag | null;
  /** As it was after the message. */
  link: CaseLink;
}

export interface FlaggedLink {
  caseId: string;
  flag: LinkFlag;
  at: string;
  triggerEvent: string;
  controlId: string;
}

export interface ReturnFeed {
  /** One transaction: the links, their history, and that the message has been taken. */
  takeFeed(message: FeedMessage, now: Date): Promise<FeedOutcome>;
  caseLink(caseId: string): Promise<CaseLink | undefined>;
  /** The newest first. */
  linkHistory(caseId: string, options: { limit: number }): Promise<LinkHistoryEntry[]>;
  /** What Millennium has changed by itself, the newest first. */
  flaggedLinks(options: { limit: number }): Promise<FlaggedLink[]>;
}
