import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Intake } from '../../nodes/orbit-in/accept-body.ts';
import { watchFolder, type WatchedFolder } from '../../nodes/orbit-in/watched-folder.ts';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import type { Store } from '../../nodes/lib/store/index.ts';
import { eventually } from '../support/eventually.ts';
import { numberedBooking } from '../support/story.ts';

describe('the watched folder', () => {
  let folder: string;
  let store: Store;
  let watched: WatchedFolder;
  const reported: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orbit-folder-'));
    store = await openSqliteStore({ file: join(folder, '.store', 'orbit.sqlite') });
    watched = watchFolder(folder, new Intake(Promise.resolve(store), 'test', () => undefined), (code) =>
      reported.push(code),
    );
  });

  afterEach(async () => {
    await watched.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** As a writer should: under another name first. */
  async function put(name: string, text: string): Promise<void> {
    await writeFile(join(folder, `${name}.part`), text);
    await rename(join(folder, `${name}.part`), join(folder, name));
  }

  const listed = (part: 'accepted' | 'rejected'): Promise<string[]> => readdir(join(folder, part)).catch(() => []);

  it('takes in a complete file and moves it when its events are on disk', async () => {
    const event = await numberedBooking(1);
    await put('day.json', JSON.stringify([event]));
    await eventually(
      'the file moved',
      () => listed('accepted'),
      (names) => names.includes('day.json'),
    );
    assert.equal((await store.eventStory(event.eventId))?.state, 'accepted');
  });

  it('moves a file that cannot be taken aside, with the reasons and none of the values beside it', async () => {
    await put('bad.json', JSON.stringify(await numberedBooking(2, { eventType: 'Tolvansson' })));
    await eventually(
      'the reasons written',
      () => listed('rejected'),
      (names) => names.length === 2,
    );
    const reasons = await readFile(join(folder, 'rejected', 'bad.json.reasons.json'), 'utf8');
    assert.match(reasons, /\/eventType/);
    assert.doesNotMatch(reasons, /Tolvansson/);
  });

  it('leaves other files alone', async () => {
    await writeFile(join(folder, 'notes.txt'), 'not an event');
    await put('later.json', JSON.stringify(await numberedBooking(3)));
    await eventually(
      'the event file moved',
      () => listed('accepted'),
      (names) => names.includes('later.json'),
    );
    assert.ok((await readdir(folder)).includes('notes.txt'));
    assert.deepEqual(reported, []);
  });
});
