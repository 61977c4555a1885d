/** The moves of the interleaving test: each makes the same move on the real store and on the model, and compares what they answer. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AttemptResult, ClaimedEvent, ClaimedMessage, Store } from '../../../../nodes/lib/store/index.ts';
import { at, attempt, claimAll, claimMessages, commitOf, ENDPOINT, ledger, newEvent, newMessage } from '../samples.ts';
import type { Opening } from '../store-contract.ts';
import { MAX_DISPATCHES, type ModelEvent, type ModelMessage, type StoreModel } from './store-model.ts';

export interface RealStore {
  store: Store;
  reopen: (opening?: Opening) => Promise<Store>;
  /** What the running process has in hand. */
  events: ClaimedEvent[];
  messages: ClaimedMessage[];
}

type Run = (model: StoreModel, real: RealStore) => Promise<void>;
type StoreCommand = fc.AsyncCommand<StoreModel, RealStore>;

function command(name: string, run: Run, check: (model: Readonly<StoreModel>) => boolean = () => true): StoreCommand {
  return { check, run, toString: () => name };
}

function take<T>(items: T[], pick: number): T {
  const [item] = items.splice(pick % items.length, 1);
  assert.ok(item !== undefined);
  return item;
}

function modelEvent(model: StoreModel, claimed: ClaimedEvent): ModelEvent {
  const found = model.caseOf(claimed.event.caseId).events.find(({ eventId }) => eventId === claimed.event.eventId);
  assert.ok(found !== undefined);
  return found;
}

function modelMessage(model: StoreModel, { controlId }: ClaimedMessage): ModelMessage {
  const found = model.messages().find((message) => message.controlId === controlId);
  assert.ok(found !== undefined);
  return found;
}

const processing = (model: Readonly<StoreModel>): boolean => model.events().some(({ state }) => state === 'processing');
const inHand = (model: Readonly<StoreModel>): boolean =>
  model.messages().some(({ state }) => state === 'claimed' || state === 'in-flight');
const held = (model: Readonly<StoreModel>): boolean =>
  model.events().some(({ state }) => state === 'held' || state === 'stuck');

const accept = (caseId: string, version: number): StoreCommand =>
  command(`accept ${caseId} v${String(version)}`, async (model, { store }) => {
    const event = newEvent(caseId, version);
    assert.deepEqual(await store.acceptEvents([event], at(model.now)), [
      model.accept(caseId, event.event.eventId, version),
    ]);
  });

const claim = (): StoreCommand =>
  command('claim events', async (model, real) => {
    const due = model.dueEvents();
    const claimed = await claimAll(real.store, at(model.now), { maxDispatches: MAX_DISPATCHES });
    assert.deepEqual(
      claimed.map(({ event }) => event.eventId).sort(),
      [...due.values()].map(({ eventId }) => eventId).sort(),
    );
    for (const one of claimed) {
      const { caseId } = one.event;
      const { lost } = modelEvent(model, one);
      const unsent = model.unsent(caseId);
      assert.equal(one.dispatchCount, lost + 1);
      assert.equal(one.before?.version, model.caseOf(caseId).ledgerVersion);
      assert.deepEqual(
        one.unsent,
        unsent && {
          eventId: unsent.eventId,
          before: unsent.before === undefined ? undefined : ledger(caseId, unsent.before),
        },
      );
      modelEvent(model, one).state = 'processing';
    }
    real.events.push(...claimed);
  });

const commit = (pick: number, messages: number, supersede: boolean): StoreCommand =>
  command(
    `commit with ${String(messages)} messages${supersede ? ', superseding' : ''}`,
    async (model, real) => {
      const claimed = take(real.events, pick);
      const { eventId, caseId } = claimed.event;
      // What was offered at the claim may have been tried since: then the answer has to be a conflict.
      const offered = supersede ? claimed.unsent?.eventId : undefined;
      const conflict = offered !== undefined && model.unsent(caseId)?.eventId !== offered;
      const rows = Array.from({ length: messages }, (_, index) => newMessage(eventId, index + 1));
      const change = { messages: rows, outcome: messages === 0 ? ('unchanged' as const) : ('sent' as const) };
      const whole = commitOf(claimed, { ...change, ...(offered === undefined ? {} : { supersedes: offered }) });
      assert.equal(await real.store.commitEvent(whole, at(model.now)), conflict ? 'conflict' : 'committed');
      if (conflict) real.events.push(claimed);
      else
        model.commit(
          caseId,
          modelEvent(model, claimed),
          rows.map(({ controlId }) => controlId),
          offered !== undefined,
        );
    },
    processing,
  );

const defer = (pick: number, seconds: number): StoreCommand =>
  command(
    `defer by ${String(seconds)} s`,
    async (model, real) => {
      const claimed = take(real.events, pick);
      const until = model.now + seconds;
      assert.equal(await real.store.deferEvent(claimed.event.eventId, claimed.claimToken, at(until)), true);
      model.defer(claimed.event.caseId, modelEvent(model, claimed), until);
    },
    processing,
  );

const hold = (pick: number): StoreCommand =>
  command(
    'hold an event',
    async (model, real) => {
      const claimed = take(real.events, pick);
      assert.equal(
        await real.store.holdEvent(
          claimed.event.eventId,
          claimed.claimToken,
          { code: 'rule', text: 'by hand' },
          at(model.now),
        ),
        true,
      );
      modelEvent(model, claimed).state = 'held';
    },
    processing,
  );

const release = (code: 'rule' | 'stuck'): StoreCommand =>
  command(
    `release all ${code}`,
    async (model, { store }) => {
      const of = model.events().filter(({ state }) => state === (code === 'rule' ? 'held' : 'stuck'));
      assert.equal(await store.releaseEvents({ code }, at(model.now)), of.length);
      for (const target of model.cases.values())
        if (target.events.some((event) => of.includes(event))) target.waitUntil = 0;
      for (const event of of) Object.assign(event, { state: 'accepted', lost: 0 });
    },
    held,
  );

const claimHeads = (limit: number): StoreCommand =>
  command(`claim ${String(limit)} messages`, async (model, real) => {
    const due = model.dueMessages().map(({ controlId }) => controlId);
    const claimed = await claimMessages(real.store, at(model.now), limit);
    assert.equal(claimed.length, Math.min(limit, due.length));
    for (const message of claimed) {
      assert.ok(due.includes(message.controlId), `${message.controlId} is the head of its case and due`);
      assert.equal(message.attempts, modelMessage(model, message).attempts);
      modelMessage(model, message).state = 'claimed';
    }
    real.messages.push(...claimed);
  });

const ENDS: readonly AttemptResult['class'][] = ['accepted', 'transient', 'uncertain', 'permanent', 'none'];

const send = (pick: number, end: AttemptResult['class'], wait: number): StoreCommand =>
  command(
    `send, ${end}`,
    async (model, real) => {
      const message = take(real.messages, pick);
      const expected = modelMessage(model, message);
      if (end !== 'none') {
        assert.equal(
          await real.store.markInFlight(message.messageId, message.claimToken, at(model.now)),
          expected.state === 'claimed',
        );
        model.sent.push(message.controlId);
        expected.attempts += 1;
      }
      expected.notBefore = model.now + wait;
      expected.state = end === 'accepted' ? 'acknowledged' : end === 'permanent' ? 'held' : 'queued';
      const next =
        expected.state === 'queued'
          ? ({ state: 'queued', notBefore: at(expected.notBefore) } as const)
          : ({ state: expected.state === 'held' ? 'held' : 'acknowledged' } as const);
      assert.equal(
        await real.store.settleMessage(
          message.messageId,
          message.claimToken,
          attempt(at(model.now), { class: end, next }),
        ),
        true,
      );
      assert.equal(
        await real.store.settleMessage(message.messageId, message.claimToken, attempt(at(model.now))),
        false,
      );
    },
    inHand,
  );

/** Written, and no answer yet: what a crash finds in flight. */
const write = (pick: number): StoreCommand =>
  command(
    'mark in flight',
    async (model, real) => {
      const message = real.messages[pick % real.messages.length];
      assert.ok(message !== undefined);
      const expected = modelMessage(model, message);
      assert.equal(
        await real.store.markInFlight(message.messageId, message.claimToken, at(model.now)),
        expected.state === 'claimed',
      );
      if (expected.state === 'claimed') model.sent.push(message.controlId);
      expected.state = 'in-flight';
    },
    inHand,
  );

const retry = (): StoreCommand =>
  command(
    'retry a held message',
    async (model, { store }) => {
      // Ids are dense, so that asking for each finds every held one, and no other.
      const heldNow = model.messages().filter(({ state }) => state === 'held');
      const ids = Array.from({ length: model.messages().length + 1 }, (_, index) => index);
      const retried = await Promise.all(ids.map((id) => store.retryMessage(id, at(model.now))));
      assert.equal(retried.filter(Boolean).length, heldNow.length);
      for (const message of heldNow) Object.assign(message, { state: 'queued', notBefore: 0 });
    },
    (model) => model.messages().some(({ state }) => state === 'held'),
  );

const wait = (seconds: number): StoreCommand =>
  command(`wait ${String(seconds)} s`, (model) => {
    model.now += seconds;
    return Promise.resolve();
  });

const crash = (uncertain: 'resend' | 'hold'): StoreCommand =>
  command(`crash and ${uncertain}`, async (model, real) => {
    const stale = { events: real.events, messages: real.messages };
    real.store = await real.reopen();
    await real.store.recoverMessages({ uncertain, endpoint: ENDPOINT, now: at(model.now) });
    model.crash(uncertain);
    real.events = [];
    real.messages = [];
    for (const claimed of stale.events)
      assert.equal(await real.store.commitEvent(commitOf(claimed), at(model.now)), 'lost');
    for (const { messageId, claimToken } of stale.messages)
      assert.equal(await real.store.settleMessage(messageId, claimToken, attempt(at(model.now))), false);
  });

const pick = fc.nat({ max: 100 });
const seconds = fc.integer({ min: 0, max: 20 });

export const storeCommands: fc.Arbitrary<StoreCommand>[] = [
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 6 }))
    .map(([caseId, version]) => accept(caseId, version)),
  fc.constant(claim()),
  fc
    .tuple(pick, fc.integer({ min: 0, max: 3 }), fc.boolean())
    .map(([which, messages, supersede]) => commit(which, messages, supersede)),
  fc.tuple(pick, seconds).map(([which, time]) => defer(which, time)),
  pick.map(hold),
  fc.constantFrom('rule' as const, 'stuck' as const).map(release),
  fc.integer({ min: 1, max: 3 }).map(claimHeads),
  fc.tuple(pick, fc.constantFrom(...ENDS), seconds).map(([which, end, time]) => send(which, end, time)),
  pick.map(write),
  fc.constant(retry()),
  seconds.map(wait),
  fc.constantFrom('resend' as const, 'hold' as const).map(crash),
];
