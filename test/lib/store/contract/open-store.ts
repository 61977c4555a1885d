/** Gives each test of a suite an empty store, and takes it away afterwards. */
import type { Store } from '../../../../nodes/lib/store/index.ts';
import type { MakeStoreBed, Opening, StoreBed } from '../store-contract.ts';

export interface OpenStore {
  /** The store of the running test. */
  readonly store: Store;
  /** Ends this session without finishing anything, as a crash does, and opens the next one. */
  reopen(opening?: Opening): Promise<Store>;
}

export function openStoreForEach(makeBed: MakeStoreBed): OpenStore {
  let bed: StoreBed | undefined;
  let open: Store | undefined;
  const current = (): Store => {
    if (open === undefined) throw new Error('no store is open outside a test');
    return open;
  };

  beforeEach(async () => {
    bed = await makeBed();
    open = await bed.open();
  });
  afterEach(async () => {
    await bed?.remove();
    bed = open = undefined;
  });

  return {
    get store() {
      return current();
    },
    async reopen(opening) {
      await current().close();
      open = await bed?.open(opening);
      return current();
    },
  };
}
