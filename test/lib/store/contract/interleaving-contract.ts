import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, attempt, claimAll, claimMessages, ENDPOINT, unchangedCommitOf } from '../samples.ts';
import { storeCommands, type RealStore } from './store-commands.ts';
import { StoreModel } from './store-model.ts';

const RUNS = 40;
const STEPS = 60;
/** Later than anything a run waits for. */
const END = 10_000;

export function interleavingContract(makeBed: MakeStoreBed): void {
  describe('any interleaving of accepting, claiming, committing, sending, settling, holding and crashing', function () {
    this.timeout(120_000);

    it('keeps the order of each case, one message of it in flight, loses nothing and sends nothing after its acknowledgement', async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(storeCommands, { maxCommands: STEPS, size: 'max' }), async (commands) => {
          const bed = await makeBed();
          try {
            const real: RealStore = {
              store: await bed.open(),
              reopen: async () => {
                await real.store.close();
                return bed.open();
              },
              events: [],
              messages: [],
            };
            const model = new StoreModel();
            await fc.asyncModelRun(() => ({ model, real }), commands);
            await assertCounts(model, real);
            await finish(model, real);
            model.assertOrder();
          } finally {
            await bed.remove();
          }
        }),
        { numRuns: RUNS },
      );
    });
  });
}

async function assertCounts(model: StoreModel, { store }: RealStore): Promise<void> {
  const { events, messages } = await store.queueDepth();
  const counted = (items: readonly { state: string }[], state: string): number =>
    items.filter((item) => item.state === state).length;
  for (const state of ['accepted', 'processing', 'held', 'stuck'] as const) {
    const heldWithMessage = state === 'held' ? heldByMessage(model) : 0;
    assert.equal(events[state], counted(model.events(), state) + heldWithMessage, `events ${state}`);
  }
  assert.equal(
    events.sent + events.completed + events.unchanged + heldByMessage(model),
    counted(model.events(), 'settled'),
  );
  for (const state of ['queued', 'claimed', 'in-flight', 'acknowledged', 'held', 'superseded'] as const) {
    assert.equal(messages[state], counted(model.messages(), state), `messages ${state}`);
  }
}

function heldByMessage(model: StoreModel): number {
  return new Set(model.messages().flatMap(({ state, eventId }) => (state === 'held' ? [eventId] : []))).size;
}

/** Lets everything go on to its end, as one last process would: nothing may be left over. */
async function finish(model: StoreModel, real: RealStore): Promise<void> {
  const store = await real.reopen();
  real.store = store;
  await store.recoverMessages({ uncertain: 'resend', endpoint: ENDPOINT, now: at(END) });
  model.crash('resend');
  for (const code of ['rule', 'stuck']) await store.releaseEvents({ code }, at(END));
  for (let id = 0; id <= model.messages().length; id += 1) await store.retryMessage(id, at(END));
  for (;;) {
    const events = await claimAll(store, at(END), { maxDispatches: 1_000 });
    const messages = await claimMessages(store, at(END));
    if (events.length + messages.length === 0) break;
    for (const event of events) assert.equal(await store.commitEvent(unchangedCommitOf(event), at(END)), 'committed');
    for (const { messageId, claimToken, controlId } of messages) {
      const before = model.messages().find((message) => message.controlId === controlId);
      assert.ok(
        before !== undefined && before.state !== 'acknowledged' && before.state !== 'superseded',
        `${controlId} was not done with`,
      );
      before.state = 'acknowledged';
      model.sent.push(controlId);
      assert.equal(await store.settleMessage(messageId, claimToken, attempt(at(END))), true);
    }
  }
  assert.deepEqual(
    model.messages().filter(({ state }) => state !== 'acknowledged' && state !== 'superseded'),
    [],
    'every message has arrived or was replaced',
  );
  const { events, messages } = await store.queueDepth();
  assert.deepEqual([events.accepted, events.processing, events.sent, events.held, events.stuck], [0, 0, 0, 0, 0]);
  assert.deepEqual([messages.queued, messages.claimed, messages['in-flight'], messages.held], [0, 0, 0, 0]);
}
