/** What the config nodes offer to the other nodes of a flow, found through `RED.nodes.getNode`. */
import type { Node } from 'node-red';
import type { DeliveryEvent } from '../delivery/index.ts';
import type { HospitalProfile } from '../millennium/index.ts';
import type { ClaimedEvent, CommitStatus, EventCommit, Problem, Store } from '../store/index.ts';
import type { OwnerSystem, RouteRule } from '../surgery/index.ts';
import type { Handle } from './shared-handle.ts';

export interface StoreService {
  /** The open store; rejects when it cannot be opened. */
  readonly opened: Promise<Store>;
  /** Keeps the store open for a user that outlives the store node in a redeploy, until it lets go. */
  acquire(): Handle<Store>;
  /** How long a gap in the versions of a case is waited for. */
  readonly gapWaitMs: number;
  /** Events accepted under `source` are handed to `receive`. Returns the function that takes the intake away again. */
  registerIntake(source: string, receive: (claimed: ClaimedEvent) => void): () => void;
  /**
   * Commits what has become of the event and frees its place in the flow; what was overtaken by a conflict comes again at once. Where the store
   * does not work, the event comes again when it does.
   */
  commit(commit: EventCommit, now: Date): Promise<CommitStatus>;
  /** Puts the event back until then and frees its place in the flow. */
  defer(eventId: string, claimToken: string, until: Date): Promise<void>;
  /** Holds the event and frees its place in the flow. */
  hold(eventId: string, claimToken: string, problem: Problem): Promise<void>;
}

export interface EndpointService {
  /** The name messages are queued under; stays the same when the flow is imported anew. */
  readonly endpoint: string;
  readonly store: StoreService;
  onEvent(listener: (event: DeliveryEvent) => void): () => void;
  /** The listener is told the newest notice of each type at once, if there is one. */
  onNotice(listener: (notice: EndpointNotice) => void): () => void;
}

/**
 * - `refused`: nothing is sent for a reason of the settings; the messages wait
 * - `certificates`: the fewest days one of the certificates has left; undefined while none ends soon
 */
export type EndpointNotice = { type: 'refused'; code: string } | { type: 'certificates'; daysLeft: number | undefined };

export interface HospitalService {
  readonly profile: HospitalProfile;
  /** The endpoint of this hospital when it differs from the one of the sender. */
  readonly endpoint: string | undefined;
  /** What the profile is found by: the hospital's code, with a mark where it is for the system before Millennium. */
  readonly site: string;
  /** Which of the hospital's systems the profile is for. */
  readonly system: OwnerSystem;
  /** How far the hospital has come; asked of its profile for Millennium. */
  readonly routes: readonly RouteRule[];
}

export type ServiceNode<S> = Node & { service?: S };
export type StoreNode = ServiceNode<StoreService>;
export type EndpointNode = ServiceNode<EndpointService>;
