/** What the launch needs of its surroundings. */
import type { LaunchBook } from '../../store/index.ts';
import type { AccessEntry } from '../access-log/access-entry.ts';
import type { LaunchUser } from '../launch-user.ts';
import type { KnownCase } from '../resolve/case-facts.ts';
import type { TabNames } from '../resolve/powerchart-arguments.ts';
import type { Issuer } from '../tokens/verify-token.ts';
import type { LaunchAnswer, LaunchRequest } from './launch-request.ts';
import type { LaunchRate } from './rate-limit.ts';

/**
 * How Millennium is reached: by hand with what the page shows, at an address made from the numbers, or by a program on the user's machine that
 * is registered for addresses of the scheme and starts PowerChart with the arguments behind it.
 */
export type LaunchWay =
  { kind: 'manual' } | { kind: 'address'; template: string } | { kind: 'launcher'; scheme: string };

export interface LaunchPorts {
  book: LaunchBook;
  /** Who the browser has signed in as; undefined: nobody. */
  userOf: (request: { headers: Readonly<Record<string, string | undefined>> }) => LaunchUser | undefined;
  /** Sends the browser to the sign-in; afterwards it goes on to `path`, below the base. */
  signIn: (request: LaunchRequest, path: string) => Promise<LaunchAnswer>;
  /** Undefined: no such case. Rejects when the store does not work. */
  caseOf: (caseId: string) => Promise<KnownCase | undefined>;
  /** Resolves false when the access could not be written down: then nothing is opened. */
  tell: (entry: AccessEntry) => Promise<boolean>;
  rate: LaunchRate;
  clock: () => Date;
  newCid: () => string;
}

export interface LaunchSettings {
  /** Where the launch is mounted, for example `/launch`. */
  base: string;
  /** Scheme, host and port that browsers and issuers know the service by, without a `/` at the end. */
  publicOrigin: string;
  /** Origins a form of ours may be redirected to: the sign-in's. */
  loginOrigins: readonly string[];
  issuers: readonly Issuer[];
  /** 15 to 120. */
  ticketSeconds: number;
  way: LaunchWay;
  tabs: TabNames;
}
