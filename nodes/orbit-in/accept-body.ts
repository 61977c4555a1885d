/** Takes parsed events into the inbox and says of each what became of it; what is refused is kept, redacted, in the rejected log. */
import type { Issue, ParsedBody, ParsedEvent } from '../lib/orbit/index.ts';
import type { AcceptStatus, Store } from '../lib/store/index.ts';

export type EventResult =
  { eventId: string; status: AcceptStatus } | { eventId?: string; status: 'rejected'; errors: readonly Issue[] };

export interface Acceptance {
  /** In the order of the body; empty when the body as a whole could not be read. */
  results: readonly EventResult[];
  /** Set when the body as a whole was refused. */
  refused?: { status: 400 | 413 | 422; errors: readonly Issue[] };
  rejected: number;
  /** For people: how many were refused and the first reason, without any value. */
  summary: string;
}

export class Intake {
  readonly #opened: Promise<Store>;
  readonly #source: string;
  readonly #onAccepted: (count: number) => void;

  constructor(opened: Promise<Store>, source: string, onAccepted: (count: number) => void) {
    this.#opened = opened;
    this.#source = source;
    this.#onAccepted = onAccepted;
  }

  /** Resolves when every acceptable event is on disk (T0); rejects when the store cannot write. */
  async accept(body: ParsedBody, channel: 'http' | 'wire' | 'folder'): Promise<Acceptance> {
    const store = await this.#opened;
    const now = new Date();
    const log = (
      status: number,
      errors: readonly Issue[],
      ids: { eventId?: string; caseId?: string } = {},
    ): Promise<void> => store.recordRejection({ receivedAt: now, source: channel, status, issues: errors, ...ids });
    if (!body.ok) {
      await log(body.status, body.issues);
      return summarised([], { refused: { status: body.status, errors: body.issues } });
    }
    const good = body.events.filter((parsed) => parsed.ok);
    const statuses =
      good.length === 0
        ? []
        : await store.acceptEvents(
            good.map(({ event, contentHash }) => ({ event, contentHash, source: this.#source })),
            now,
          );
    let next = 0;
    const results = body.events.map((parsed): EventResult =>
      parsed.ok ? { eventId: parsed.event.eventId, status: statuses[next++] ?? 'conflict' } : rejection(parsed),
    );
    for (const parsed of body.events) if (!parsed.ok) await log(422, parsed.issues, idsOf(parsed));
    for (const result of results)
      if (result.status === 'conflict') await log(409, [CONFLICT], { eventId: result.eventId });
    this.#onAccepted(statuses.filter((status) => status === 'accepted').length);
    return summarised(results, {});
  }
}

export const CONFLICT: Issue = {
  pointer: '/eventId',
  message: 'an event with this eventId and other content has been accepted before',
};

function idsOf({ eventId, caseId }: { eventId?: string; caseId?: string }): { eventId?: string; caseId?: string } {
  return { ...(eventId === undefined ? {} : { eventId }), ...(caseId === undefined ? {} : { caseId }) };
}

function rejection(parsed: Extract<ParsedEvent, { ok: false }>): EventResult {
  return {
    ...(parsed.eventId === undefined ? {} : { eventId: parsed.eventId }),
    status: 'rejected',
    errors: parsed.issues,
  };
}

function summarised(results: readonly EventResult[], body: Pick<Acceptance, 'refused'>): Acceptance {
  const errors =
    body.refused?.errors ??
    results.flatMap((result) =>
      result.status === 'rejected' ? result.errors : result.status === 'conflict' ? [CONFLICT] : [],
    );
  const rejected =
    body.refused === undefined
      ? results.filter(({ status }) => status === 'rejected' || status === 'conflict').length
      : 1;
  const [first] = errors;
  return {
    ...body,
    results,
    rejected,
    summary: first === undefined ? '' : `${String(rejected)} refused; first: ${first.pointer} ${first.message}`,
  };
}
