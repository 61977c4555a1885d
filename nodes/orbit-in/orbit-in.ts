/** Node: the door for Orbit's events, by HTTP, from a watched folder or by wire; an event is answered only when it is on disk. */
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import type { FlowMessage } from '../lib/runtime/flow-message.ts';
import { FlowError, guardInput } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import type { ClaimedEvent } from '../lib/store/index.ts';
import { Intake } from './accept-body.ts';
import { IntakeRoutes } from './intake-routes.ts';
import { parseWirePayload } from './wire-payload.ts';
import { IN_CONFIG_VERSION, inMigrations } from './migrations.ts';
import { watchFolder } from './watched-folder.ts';

export interface InDef extends NodeDef {
  configVersion?: number;
  store: string;
  /** The URL path of the intake. */
  path: string;
  /** A folder whose .json and .xml files are taken in; empty: none. */
  folder: string;
}

export default function (RED: NodeAPI): void {
  const routes = new IntakeRoutes(RED.httpNode);
  RED.events.on('flows:started', () => routes.flowsStarted());
  RED.nodes.registerType(
    'orbit-in',
    function (this: Node<{ token: string }>, saved: InDef) {
      const def = migrateConfig(saved, IN_CONFIG_VERSION, inMigrations);
      RED.nodes.createNode(this, saved);
      const show = statusOf(RED, this);
      const service = (RED.nodes.getNode(def.store) as StoreNode | null)?.service;
      if (service === undefined) {
        show('error', 'no-store');
        guardInput(this, () => {
          throw new FlowError('no-store', 'this node has no store; open it and choose one');
        });
        return;
      }
      let accepted = 0;
      const intake = new Intake(service.opened, this.id, (count) => {
        accepted += count;
        show('ok', 'accepted', { count: accepted });
      });
      const token = (this.credentials as { token?: string } | undefined)?.token || process.env.ORBIT_TOKEN || '';
      if (token === '') show('warning', 'no-token');
      const closeRoutes = routes.open(def.path, { intake, token, opened: service.opened });
      const unregister = service.registerIntake(this.id, (claimed) =>
        this.send(toMessage(claimed, def.store) as unknown as NodeMessage),
      );
      const folder =
        def.folder === '' ? undefined : watchFolder(def.folder, intake, (code) => show('error', 'folder', { code }));

      guardInput<{ payload?: unknown }>(
        this,
        async ({ payload }) => {
          const outcome = await intake.accept(parseWirePayload(payload), 'wire');
          if (outcome.rejected > 0) throw new FlowError('rejected', outcome.summary);
        },
        () => show('error', 'rejected'),
      );
      guardClose(this, async () => {
        unregister();
        closeRoutes();
        await folder?.close();
      });
    },
    { credentials: { token: { type: 'password' } } },
  );
}

function toMessage(
  { event, claimToken, acceptedAt, dispatchCount, before, unsent }: ClaimedEvent,
  store: string,
): FlowMessage {
  return {
    topic: event.eventType,
    payload: event,
    orbit: {
      eventId: event.eventId,
      caseId: event.caseId,
      hospital: event.hospital,
      before: before ?? null,
      dispatch: {
        store,
        claimToken,
        acceptedAt: acceptedAt.toISOString(),
        dispatchCount,
        ...(unsent === undefined ? {} : { unsent: { eventId: unsent.eventId, before: unsent.before ?? null } }),
      },
      warnings: [],
    },
    messages: [],
  };
}
