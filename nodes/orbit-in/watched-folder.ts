/** Takes in the event files of one folder: a file is moved to `accepted` only after its events are on disk, and to `rejected` with the reasons beside it. */
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseOrbitJson, parseOrbitXml } from '../lib/orbit/index.ts';
import type { Intake } from './accept-body.ts';
import { MAX_BODY_BYTES } from '../lib/runtime/read-body.ts';

/** Shares on a network do not always tell of changes; a look now and then finds what the watcher missed. */
const RESCAN_MS = 5_000;

export interface WatchedFolder {
  close(): Promise<void>;
}

/** A writer must make its file under another name (or ending) and rename it when it is complete. `report` gets a short code. */
export function watchFolder(folder: string, intake: Intake, report: (code: string) => void): WatchedFolder {
  let closed = false;
  let scanning: Promise<void> = Promise.resolve();
  let pending = false;
  let watcher: FSWatcher | undefined;

  const scan = (): void => {
    if (pending || closed) return;
    pending = true;
    scanning = scanning
      .then(async () => {
        pending = false;
        if (!closed) await takeIn(folder, intake);
      })
      .catch(() => report('folder-unavailable'));
  };
  mkdir(folder, { recursive: true })
    .then(() => {
      if (closed) return;
      watcher = watch(folder, scan);
      watcher.on('error', () => report('folder-unavailable'));
      scan();
    })
    .catch(() => report('folder-unavailable'));
  const timer = setInterval(scan, RESCAN_MS);
  return {
    close: async () => {
      closed = true;
      clearInterval(timer);
      watcher?.close();
      await scanning;
    },
  };
}

async function takeIn(folder: string, intake: Intake): Promise<void> {
  const names = (await readdir(folder)).filter(
    (name) => !name.startsWith('.') && ['.json', '.xml'].includes(extname(name).toLowerCase()),
  );
  for (const name of names.sort()) {
    const file = join(folder, name);
    const tooLarge = (await stat(file)).size > MAX_BODY_BYTES;
    const body = tooLarge
      ? ({ ok: false, status: 413, issues: [{ pointer: '', message: 'the file is larger than 5 MiB' }] } as const)
      : (extname(name).toLowerCase() === '.xml' ? parseOrbitXml : parseOrbitJson)(await readFile(file));
    const { results, refused, rejected } = await intake.accept(body, 'folder');
    const target = join(folder, rejected === 0 ? 'accepted' : 'rejected');
    await mkdir(target, { recursive: true });
    if (rejected > 0)
      await writeFile(join(target, `${name}.reasons.json`), JSON.stringify(refused ?? results, null, 2));
    await rename(file, join(target, name));
  }
}
