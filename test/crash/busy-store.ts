/** A process of its own: works in the store given, each step in a transaction of its own, says so, and waits to be killed. */
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import { at, deliver, newEvent, settleVersion } from '../lib/store/samples.ts';

const [file = '', count = '8'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
for (let number = 0; number < Number(count); number += 1) {
  await settleVersion(store, `settled-${String(number)}`, 1, at(number));
  await deliver(store, at(number));
  await store.acceptEvents([newEvent(`accepted-${String(number)}`, 1)], at(number));
  // Settled last, so that the next round finds nothing else due.
  const [claimed] = await store.claimEvents({
    limit: 1,
    now: at(number),
    dispatchTimeoutMs: 600_000,
    maxDispatches: 9,
  });
  if (claimed !== undefined) await store.deferEvent(claimed.event.eventId, claimed.claimToken, at(100_000));
}
process.send?.('worked');
setInterval(() => undefined, 60_000);
