/** Node: the contextual launch from Orbit to the same patient and encounter in Millennium. */
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import {
  AccessLog,
  caseFacts,
  createLogin,
  LaunchDesk,
  LaunchRate,
  loginProblems,
  newCid,
  SignIn,
  type LaunchRequest,
} from '../lib/launch/index.ts';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import type { StoreNode, StoreService } from '../lib/runtime/services.ts';
import { openLaunchBook } from '../lib/store/sqlite/launch-book.ts';
import { readDialog, type LaunchDef, type ReadDialog } from './dialog-settings.ts';
import { openLaunchServer, SharedLaunchRoute, type AnswerLaunch } from './launch-server.ts';
import { LAUNCH_CONFIG_VERSION, launchMigrations } from './migrations.ts';

const SWEEP_MS = 3_600_000;
const KEPT_MS = 86_400_000;

export default function (RED: NodeAPI): void {
  const shared = new SharedLaunchRoute(RED.httpNode);
  RED.nodes.registerType(
    'orbit-launch',
    function (this: Node<{ oidcClientSecret: string }>, saved: LaunchDef) {
      const def = migrateConfig(saved, LAUNCH_CONFIG_VERSION, launchMigrations);
      RED.nodes.createNode(this, saved);
      const show = statusOf(RED, this);
      const service = (RED.nodes.getNode(def.store) as StoreNode | null)?.service;
      const secret = (this.credentials as { oidcClientSecret?: string } | undefined)?.oidcClientSecret;
      const read = readDialog(def, process.env, secret);
      const fault = service === undefined ? 'no-store' : faultOf(read);
      if (service === undefined || !read.ok || fault !== undefined) {
        // A site that does not use the launch has no sign-in for it, and no fault.
        if (fault === 'no-login') show('warning', fault);
        else {
          show('error', fault ?? 'no-store');
          this.error(RED._(`orbit-launch.status.${fault ?? 'no-store'}`));
        }
        return;
      }
      const onFailed = (code: string): void => this.warn(RED._('orbit-launch.log.failed', { code }));
      const launch = openLaunch(service, read, onFailed);
      const closing = serveLaunch(shared, read.port, launch.answer).then(
        (close) => {
          show('ok', 'ready', { origin: read.settings.publicOrigin });
          return close;
        },
        (cause: unknown) => {
          show('error', 'no-port');
          this.error(asError(cause).message);
          return () => Promise.resolve();
        },
      );
      guardClose(this, async () => {
        await (
          await closing
        )();
        await launch.close();
      });
    },
    { credentials: { oidcClientSecret: { type: 'password' } } },
  );
}

function faultOf(read: ReadDialog): string | undefined {
  if (!read.ok) return read.code;
  return loginProblems(read.signIn).length > 0 ? 'login-unsafe' : undefined;
}

interface OpenLaunch {
  answer: AnswerLaunch;
  close: () => Promise<void>;
}

function openLaunch(
  service: StoreService,
  { settings, signIn }: Extract<ReadDialog, { ok: true }>,
  onFailed: (code: string) => void,
): OpenLaunch {
  const folder = process.env.ORBIT_DATA_DIR ?? '.data';
  const book = openLaunchBook(join(folder, 'launch.sqlite'));
  const key = { given: process.env.ORBIT_STORE_KEY, file: join(folder, 'store-key') };
  const log = new AccessLog({ folder: join(folder, 'access-log'), key });
  const login = createLogin(signIn);
  const way = new SignIn(login, settings, onFailed);
  const desk = new LaunchDesk(
    {
      book,
      userOf: ({ headers }) => login.sessionOf(headers.cookie)?.user,
      signIn: (request, path) => way.begin(request, path),
      caseOf: async (caseId) => caseFacts(await (await service.opened).caseView(caseId)),
      tell: async (entry) => {
        const told = await log.tell(entry);
        if (!told.ok) onFailed(`access-log ${told.code}`);
        return told.ok;
      },
      rate: new LaunchRate(),
      clock: () => new Date(),
      newCid,
    },
    settings,
  );
  const sweep = setInterval(() => book.sweep(new Date(Date.now() - KEPT_MS)), SWEEP_MS);
  sweep.unref();
  const answer = async (request: LaunchRequest): ReturnType<AnswerLaunch> => {
    if (request.method === 'GET' && request.path === '/callback') return way.finish(request);
    if (request.method === 'POST' && request.path === '/sign-out') return way.end(request);
    return desk.answer(request, (cause) => onFailed(asError(cause).name));
  };
  const close = async (): Promise<void> => {
    clearInterval(sweep);
    await log.close();
    book.close();
  };
  return { answer, close };
}

/** Resolves with the function that ends it. */
async function serveLaunch(
  shared: SharedLaunchRoute,
  port: number | undefined,
  answer: AnswerLaunch,
): Promise<() => Promise<void>> {
  if (port !== undefined) {
    const server = await openLaunchServer(port, answer);
    return () => server.close();
  }
  if (!shared.take(answer))
    throw new Error('another launch node has the addresses below /launch; give one of them a port');
  return () => {
    shared.leave(answer);
    return Promise.resolve();
  };
}
