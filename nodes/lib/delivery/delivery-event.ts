/** What a deliverer tells while it works: for the status under a node, its outputs, metrics and the log. Identifiers and codes only, never patient data. */
import type { AttemptResult, ClaimedMessage } from '../store/index.ts';
import type { StopCode } from './stop-watch.ts';

export interface MessageNews {
  endpoint: string;
  hospital: string;
  eventId: string;
  caseId: string;
  messageId: number;
  controlId: string;
  triggerEvent: string;
  /** Attempts made, this one included. */
  attempts: number;
  /** Of the acknowledgement rule, of the transport, or of the deliverer. */
  code: string;
  ackCode?: string;
  errorCode?: string;
  /** From table 0357 only. */
  text?: string;
}

/**
 * - `endpoint:connected`: the first connection stands; `endpoint:disconnected`: none stands any more, or none could be made
 * - `endpoint:stopped`: refusals in a row that a person has to look into; nothing is sent before the endpoint is released
 * - `message:acknowledged`: accepted and written down as such
 * - `message:committed`: in the receiver's care; its application's answer is awaited until `until`
 * - `message:refused`: a refusal that may pass; tried again at `retryAt`
 * - `message:uncertain`: no answer; the same bytes go again at `retryAt`; without it the claim had been taken over
 * - `message:held`: a person decides; the case waits, others go on
 * - `acknowledgement:ignored`: an application acknowledgement came that changes nothing
 * - `store:unavailable`: nothing is taken and nothing is forgotten until the store works again; told once per outage
 */
export type DeliveryEvent =
  | { type: 'endpoint:connected'; endpoint: string }
  | { type: 'endpoint:disconnected'; endpoint: string; code: string }
  | { type: 'endpoint:stopped'; endpoint: string; code: StopCode }
  | (MessageNews & { type: 'message:acknowledged'; warning: boolean })
  | (MessageNews & { type: 'message:committed'; until: Date })
  | (MessageNews & { type: 'message:refused'; retryAt: Date })
  | (MessageNews & { type: 'message:uncertain'; retryAt?: Date })
  | (MessageNews & { type: 'message:held' })
  | { type: 'acknowledgement:ignored'; endpoint: string; code: IgnoredCode; ackCode?: string }
  | { type: 'store:unavailable'; endpoint: string; code: string };

/** Why an application acknowledgement changed nothing: no MSA; no message of ours; an answer that is not waited for any more. */
export type IgnoredCode = 'ack-unreadable' | 'ack-unknown' | 'ack-repeated';

/**
 * The news of a settled attempt; undefined for one that did not count.
 * @param attempts made, this one included
 */
export function newsOf(
  endpoint: string,
  message: Omit<MessageNews, 'endpoint' | 'code' | 'attempts'>,
  attempts: number,
  result: AttemptResult,
  warning: boolean,
): DeliveryEvent | undefined {
  if (result.class === 'none') return undefined;
  const { hospital, eventId, caseId, messageId, controlId, triggerEvent } = message;
  const news: MessageNews = {
    endpoint,
    hospital,
    eventId,
    caseId,
    messageId,
    controlId,
    triggerEvent,
    attempts,
    code: result.code,
  };
  if (result.ackCode !== undefined) news.ackCode = result.ackCode;
  if (result.errorCode !== undefined) news.errorCode = result.errorCode;
  if (result.text !== undefined) news.text = result.text;
  switch (result.next.state) {
    case 'acknowledged':
      return { ...news, type: 'message:acknowledged', warning };
    case 'committed':
      return { ...news, type: 'message:committed', until: result.next.until };
    case 'held':
      return { ...news, type: 'message:held' };
    case 'queued':
      return {
        ...news,
        type: result.class === 'uncertain' ? 'message:uncertain' : 'message:refused',
        retryAt: result.next.notBefore,
      };
  }
}

/** The claim had been taken over before the end of the attempt was written down: whoever holds it now sends the same bytes again. */
export function lostClaim(endpoint: string, message: ClaimedMessage): DeliveryEvent {
  const { hospital, eventId, caseId, messageId, controlId, triggerEvent, attempts } = message;
  return {
    type: 'message:uncertain',
    endpoint,
    hospital,
    eventId,
    caseId,
    messageId,
    controlId,
    triggerEvent,
    attempts,
    code: 'claim-lost',
  };
}
