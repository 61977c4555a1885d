/** Config node: the durable store, and the dispatcher that hands its events to the intakes of the flow. */
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { armedFailpoint } from '../lib/runtime/failpoint.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import { SharedHandles, type Handle } from '../lib/runtime/shared-handle.ts';
import { openWhenPossible, type Store, type StoreFailure } from '../lib/store/index.ts';
import { openSqliteStore } from '../lib/store/sqlite/index.ts';
import { Dispatch } from './dispatch.ts';
import { Health } from './health.ts';
import { OperatorDeskRoutes } from './operator-desk.ts';
import { STORE_CONFIG_VERSION, storeMigrations } from './migrations.ts';
import { readRetention, type RetentionSettings } from './retention-settings.ts';
import { RetentionTimer } from './retention-timer.ts';

export interface StoreDef extends NodeDef, RetentionSettings {
  configVersion?: number;
  path: string;
  dispatchWindow: number | string;
  dispatchTimeoutS: number | string;
  maxDispatches: number | string;
  gapWaitS: number | string;
}

const stores = new SharedHandles<Store>((store) => store.close());

export default function (RED: NodeAPI): void {
  const health = new Health(RED);
  const desk = new OperatorDeskRoutes(RED);
  RED.nodes.registerType('orbit-store', function (this: Node, saved: StoreDef) {
    const def = migrateConfig(saved, STORE_CONFIG_VERSION, storeMigrations);
    RED.nodes.createNode(this, saved);
    const dataDir = process.env.ORBIT_DATA_DIR ?? '.data';
    const file = def.path !== '' ? def.path : join(dataDir, 'orbit.sqlite');
    const key = { given: process.env.ORBIT_STORE_KEY, file: join(dataDir, 'store-key') };
    const failpoint = armedFailpoint(process.env.ORBIT_FAILPOINT, () => process.kill(process.pid, 'SIGKILL'));
    const onOutage = (failure: StoreFailure | undefined): void => {
      if (failure === undefined) this.log(RED._('orbit-store.log.works-again'));
      else this.error(RED._('orbit-store.log.outage', { reason: failure.message }));
    };
    const acquire = (): Handle<Store> =>
      stores.acquire(file, () =>
        openWhenPossible({
          open: () => openSqliteStore({ file, key, onOutage, ...(failpoint === undefined ? {} : { failpoint }) }),
          onOpened: (store) => this.log(store.engine),
          onFailed: (cause) => this.error(RED._('orbit-store.log.not-open', { reason: asError(cause).message })),
        }),
      );
    const handle = acquire();
    const dispatch = new Dispatch(handle.opened, acquire, {
      window: Number(def.dispatchWindow),
      dispatchTimeoutMs: Number(def.dispatchTimeoutS) * 1000,
      maxDispatches: Number(def.maxDispatches),
      gapWaitMs: Number(def.gapWaitS) * 1000,
      report: (code) => this.warn(RED._('orbit-store.log.trouble', { code })),
    });
    (this as StoreNode).service = dispatch;
    const { retention, unusable } = readRetention(def);
    if (unusable.length > 0) this.warn(RED._('orbit-store.log.retention', { names: unusable.join(', ') }));
    const retentionTimer = new RetentionTimer({
      opened: handle.opened,
      retention,
      clock: () => new Date(),
      onRemoved: (removed) => this.log(RED._('orbit-store.log.removed', { ...removed })),
    });
    health.watch(this.id, handle.opened);
    desk.watch(this.id, handle.opened);
    // Told by the opening itself.
    handle.opened.catch(() => undefined);
    // Before all tabs stand, an event handed out would reach a wire that leads nowhere yet.
    const start = (): void => {
      dispatch.start();
      retentionTimer.start();
    };
    RED.events.on('flows:started', start);
    guardClose(this, async () => {
      RED.events.off('flows:started', start);
      health.forget(this.id);
      desk.forget(this.id);
      await retentionTimer.stop();
      await dispatch.stop();
      await handle.release();
    });
  });
}
