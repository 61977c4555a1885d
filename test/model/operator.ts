/** The person at the console: holds and releases, tells cases anew, and in the end puts right whatever waits for a person. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldItem, HeldPage } from '../../nodes/lib/store/index.ts';
import type { OperatorDeed } from './fault-schedule.ts';
import type { ModelledRegion } from './modelled-region.ts';

const REASON = 'ordered by the model';
const HOLD_MS = 200;

export class Operator {
  readonly #region: ModelledRegion;
  readonly #seen = new Map<string, number>();
  /** Cases told anew or in part by hand: their messages may repeat what Millennium has heard before. */
  readonly toldAnew = new Set<string>();
  /** Orders that had an effect. */
  orders = 0;

  constructor(region: ModelledRegion) {
    this.#region = region;
  }

  /** @param caseId the case it is done to, where it is done to a case */
  async deed(deed: OperatorDeed, caseId: string): Promise<void> {
    const [held] = (await this.#held()).filter(({ kind }) => kind === 'message');
    switch (deed) {
      case 'hold-and-release':
        await this.#order(`cases/${caseId}/hold`);
        await sleep(HOLD_MS);
        await this.#order(`cases/${caseId}/release`);
        return;
      case 'retry':
        if (held !== undefined) await this.#order(`messages/${held.id}/retry`);
        return;
      case 'replan':
        await this.#tellAnew(caseId);
        return;
      case 'discard-and-replan':
        if (held?.caseId == null) return;
        this.toldAnew.add(held.caseId);
        await this.#order(`messages/${held.id}/discard`, { outcome: 'not-done' });
        await this.#tellAnew(held.caseId);
        return;
      case 'resend-as-new':
        if (held?.caseId == null) return;
        this.toldAnew.add(held.caseId);
        await this.#order(`messages/${held.id}/resend-as-new`);
        return;
    }
  }

  /** One round over everything that waits: tried again, and what does not go that way is told anew. */
  async putRight(): Promise<void> {
    for (const item of await this.#held()) {
      const times = (this.#seen.get(item.id) ?? 0) + 1;
      this.#seen.set(item.id, times);
      if (item.caseId !== null && (item.code === 'needs-re-plan' || times > 2)) await this.#tellAnew(item.caseId);
      else
        await this.#order(item.kind === 'message' ? `messages/${item.id}/retry` : `${item.kind}s/${item.id}/release`);
    }
  }

  async #tellAnew(caseId: string): Promise<void> {
    this.toldAnew.add(caseId);
    await this.#order(`cases/${caseId}/re-plan`);
  }

  /** A refusal is an answer too; an order nobody could take is given again later, or not at all. */
  async #order(path: string, details: Readonly<Record<string, string>> = {}): Promise<void> {
    const answer = await this.#region.orbit
      .admin(`/orbit/operator/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ reason: REASON, ...details }),
      })
      .catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) this.orders += 1;
  }

  async #held(): Promise<readonly HeldItem[]> {
    const answer = await this.#region.orbit.admin('/orbit/operator/held?limit=200').catch(() => undefined);
    if (answer?.ok !== true) return [];
    return ((await answer.json()) as HeldPage).items;
  }
}
