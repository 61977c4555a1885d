/** Node: the return feed. Takes in what Millennium tells of itself, keeps the links of the cases by it, and answers when that is on disk. */
import type { Node, NodeAPI } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { statusOf, type ShowStatus } from '../lib/runtime/node-status.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import { FeedListener } from './feed-listener.ts';
import { feedSettings, type MllpInDef } from './feed-settings.ts';
import { MLLP_IN_CONFIG_VERSION, mllpInMigrations } from './migrations.ts';

/** A port that the process before still has is asked for again; Millennium waits meanwhile. */
const LISTEN_AGAIN_MS = 1_000;

export default function (RED: NodeAPI): void {
  RED.nodes.registerType(
    'orbit-mllp-in',
    function (this: Node<{ passphrase: string }>, saved: MllpInDef & { wires?: string[][] }) {
      const def = migrateConfig(saved, MLLP_IN_CONFIG_VERSION, mllpInMigrations);
      RED.nodes.createNode(this, saved);
      const show = statusOf(RED, this);
      const service = (RED.nodes.getNode(def.store) as StoreNode | null)?.service;
      const read = feedSettings(def, process.env);
      if (service === undefined || !read.ok) {
        show('error', read.ok ? 'no-store' : read.code);
        this.error(RED._(`orbit-mllp-in.status.${read.ok ? 'no-store' : read.code}`));
        return;
      }
      const isOtherWired = (saved.wires?.[1]?.length ?? 0) > 0;
      const counts = { taken: 0, flagged: 0 };
      const passphrase = (this.credentials as { passphrase?: string } | undefined)?.passphrase;
      const listener = new FeedListener({
        settings: read.settings,
        passphrase: passphrase === '' ? undefined : passphrase,
        take: async (message) => (await service.opened).takeFeed(message, new Date()),
        clock: () => new Date(),
        onTaken: (message, outcome) => {
          counts.taken += 1;
          if (outcome.kind === 'kept') counts.flagged += outcome.flagged;
          show(counts.flagged > 0 ? 'warning' : 'ok', counts.flagged > 0 ? 'flagged' : 'taken', counts);
          const { deed, triggerEvent, controlId } = message;
          this.send([{ topic: deed, payload: { deed, triggerEvent, controlId, outcome } }, null]);
        },
        onOther: (content) => {
          if (isOtherWired) this.send([null, { topic: 'hl7', payload: content }]);
          return isOtherWired;
        },
        onFault: (code) => this.warn(RED._('orbit-mllp-in.log.fault', { code })),
      });
      keepListening(RED, this, listener, show);
    },
    { credentials: { passphrase: { type: 'password' } } },
  );
}

/** From the start of the flows until the node is closed. */
function keepListening(RED: NodeAPI, node: Node, listener: FeedListener, show: ShowStatus): void {
  let again: NodeJS.Timeout | undefined;
  let isClosed = false;
  const listen = (): void => {
    listener.listen().then(
      ({ port }) => {
        show('idle', 'listening', { port });
        node.log(RED._('orbit-mllp-in.log.listening', { port }));
        if (isClosed) void listener.close();
      },
      (cause: unknown) => {
        show('error', 'no-port');
        node.error(RED._('orbit-mllp-in.log.not-listening', { reason: asError(cause).message }));
        if (!isClosed) again = setTimeout(listen, LISTEN_AGAIN_MS);
      },
    );
  };
  RED.events.on('flows:started', listen);
  guardClose(node, async () => {
    isClosed = true;
    RED.events.off('flows:started', listen);
    clearTimeout(again);
    await listener.close();
  });
}
