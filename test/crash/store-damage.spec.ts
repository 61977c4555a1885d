import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { StoreFailure, type Store } from '../../nodes/lib/store/index.ts';
import { markFile } from '../../nodes/lib/store/sqlite/high-water-mark.ts';
import { at, claimAll, deliverAll } from '../lib/store/samples.ts';
import { FRAME_BYTES, KilledStore, LOG_HEADER_BYTES, PAGE_BYTES } from './killed-store.ts';

/** How many places of each kind are damaged; `ORBIT_DAMAGE_PLACES=1000` tries every one. */
const PLACES = Number(process.env.ORBIT_DAMAGE_PLACES ?? 24);

/** At most PLACES of the numbers from 0, the first and the last among them. */
function spread(count: number): number[] {
  if (count <= PLACES) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: PLACES }, (_, index) => Math.round((index * (count - 1)) / (PLACES - 1)));
}

function flip(file: string, position: number, length = 1): void {
  const bytes = readFileSync(file);
  for (let index = position; index < Math.min(position + length, bytes.length); index += 1)
    bytes[index] = (bytes[index] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}

describe('a store damaged after its process was killed', function () {
  this.timeout(30_000 + PLACES * 2_000);
  let killed: KilledStore;
  before(async () => {
    killed = await KilledStore.make(6);
  });
  afterEach(() => killed.removeCopies());
  after(() => killed.remove());

  const failureOf = async (file: string): Promise<StoreFailure | undefined> => {
    let store: Store;
    try {
      store = await killed.open(file);
    } catch (cause) {
      assert.ok(cause instanceof StoreFailure, String(cause));
      return cause;
    }
    assert.deepEqual(await killed.missing(store), [], 'opened without something that had been accepted');
    await store.close();
    return undefined;
  };
  /** Refused with a reason that is true: without the mark the store opens, and an accepted event is missing. */
  const isTruthful = async (file: string, failure: StoreFailure): Promise<void> => {
    assert.equal(failure.code, 'store-behind');
    assert.ok(failure.message.includes(file) && failure.message.includes(markFile(file)));
    rmSync(markFile(file));
    const store = await killed.open(file);
    const { messages } = await store.queueDepth();
    const all = Object.values(messages).reduce((sum, count) => sum + count, 0);
    assert.ok((await killed.missing(store)).length > 0 || all < killed.eventIds.length);
    await store.close();
  };

  it('opens whole when nothing else happened to it, and goes on', async () => {
    const file = killed.copy();
    const store = await killed.open(file);
    assert.deepEqual(await killed.missing(store), []);
    assert.deepEqual(
      (await claimAll(store, at(200_000))).map(({ event }) => `${event.caseId}-v1`),
      killed.eventIds.filter((id) => id.startsWith('accepted')),
    );
    await store.recoverMessages({ uncertain: 'resend', endpoint: 'millennium', now: at(10) });
    assert.equal((await deliverAll(store, at(20))).length, 6);
    await store.close();
  });

  it('says that something is missing wherever its log was cut, or has everything', async () => {
    const { size } = statSync(`${killed.copy()}-wal`);
    const frames = Math.floor((size - LOG_HEADER_BYTES) / FRAME_BYTES);
    const cuts = spread(frames).flatMap((frame) => [
      LOG_HEADER_BYTES + frame * FRAME_BYTES,
      LOG_HEADER_BYTES + frame * FRAME_BYTES + 1_000,
    ]);
    const refused = new Set<number>();
    for (const cut of [0, 20, ...cuts]) {
      const file = killed.copy();
      truncateSync(`${file}-wal`, cut);
      const failure = await failureOf(file);
      if (failure === undefined) continue;
      refused.add(cut);
      await isTruthful(file, failure);
      killed.removeCopies();
    }
    assert.ok(refused.has(0) && refused.size > cuts.length / 2);
  });

  it('keeps a cut log for whoever wants to look into it', async () => {
    const file = killed.copy();
    truncateSync(`${file}-wal`, LOG_HEADER_BYTES + 20 * FRAME_BYTES);
    const log = readFileSync(`${file}-wal`);
    assert.equal((await failureOf(file))?.code, 'store-behind');
    assert.deepEqual(readFileSync(`${file}-wal.kept`), log);
    assert.equal((await failureOf(file))?.code, 'store-behind', 'and goes on refusing');
  });

  it('says that something is missing wherever its log was torn, or has everything', async () => {
    const { size } = statSync(`${killed.copy()}-wal`);
    const frames = Math.floor((size - LOG_HEADER_BYTES) / FRAME_BYTES);
    for (const frame of spread(frames)) {
      const file = killed.copy();
      flip(`${file}-wal`, LOG_HEADER_BYTES + frame * FRAME_BYTES + 24 + 512 * (frame % 8), 512);
      const failure = await failureOf(file);
      if (failure !== undefined) await isTruthful(file, failure);
      killed.removeCopies();
    }
  });

  it('has everything when the log ends with a piece of what was being written', async () => {
    for (const length of [1, 24, 2_000, FRAME_BYTES, FRAME_BYTES + 100]) {
      const file = killed.copy();
      const log = readFileSync(`${file}-wal`);
      writeFileSync(`${file}-wal`, Buffer.concat([log, Buffer.alloc(length, 0x5a)]));
      assert.equal(await failureOf(file), undefined);
    }
  });

  it('says that its log is missing, and takes it back', async () => {
    const file = killed.copy();
    renameSync(`${file}-wal`, `${file}-elsewhere`);
    const failure = await failureOf(file);
    assert.equal(failure?.code, 'store-behind');
    assert.match(failure.message, /orbit\.sqlite-wal was cut or deleted/);
    rmSync(`${file}-wal`, { force: true });
    renameSync(`${file}-elsewhere`, `${file}-wal`);
    assert.equal(await failureOf(file), undefined);
  });

  it('does not begin anew where its file is missing: neither with the log beside it nor without', async () => {
    for (const withLog of [true, false]) {
      const file = killed.copy();
      renameSync(file, `${file}-elsewhere`);
      if (!withLog) renameSync(`${file}-wal`, `${file}-elsewhere-wal`);
      const before = killed.files(file);
      const failure = await failureOf(file);
      assert.equal(failure?.code, 'store-behind');
      assert.match(failure.message, /is missing or empty/);
      assert.deepEqual(killed.files(file), before);
      writeFileSync(file, '');
      assert.equal((await failureOf(file))?.code, 'store-behind', 'an empty file is no store either');
      renameSync(`${file}-elsewhere`, file);
      if (!withLog) renameSync(`${file}-elsewhere-wal`, `${file}-wal`);
      assert.equal(await failureOf(file), undefined);
    }
  });

  it('refuses an empty file beside a log also where there is no mark', async () => {
    const file = killed.copy();
    rmSync(markFile(file));
    rmSync(file);
    const before = killed.files(file);
    assert.equal((await failureOf(file))?.code, 'store-behind');
    assert.deepEqual(killed.files(file), before);
  });

  it('has everything although pages that are in the log were torn in the file', async () => {
    const file = killed.copy();
    const log = readFileSync(`${file}-wal`);
    const inLog = new Set<number>();
    for (let at = LOG_HEADER_BYTES; at < log.length; at += FRAME_BYTES) inLog.add(log.readUInt32BE(at));
    const bytes = readFileSync(file);
    for (const page of inLog) {
      const start = (page - 1) * PAGE_BYTES;
      // The first page names the size and kind of the file, and is read before the log.
      if (page > 1 && start < bytes.length) bytes.fill(0xee, start + 1_000, start + 3_000);
    }
    writeFileSync(file, bytes);
    assert.equal(await failureOf(file), undefined);
  });

  it('refuses a log without its end also when the last word was an older copy of the file', async () => {
    const file = killed.copy();
    const older = readFileSync(file);
    const store = await killed.open(file);
    await store.close();
    assert.ok(!existsSync(`${file}-wal`));
    writeFileSync(file, older);
    const failure = await failureOf(file);
    assert.equal(failure?.code, 'store-behind');
    assert.match(failure.message, /older copy/);
  });
});

describe('a store file that was damaged while nobody had it open', function () {
  this.timeout(30_000 + PLACES * 2_000);
  let closed: KilledStore;
  before(async () => {
    closed = await KilledStore.make(6);
  });
  afterEach(() => closed.removeCopies());
  after(() => closed.remove());

  /** The bytes of a file that was closed in order: everything is in it. */
  const closedBytes = async (): Promise<Buffer> => {
    const file = closed.copy();
    await (await closed.open(file)).close();
    return readFileSync(file);
  };
  const withFile = (bytes: Buffer): string => {
    const file = closed.copy();
    rmSync(`${file}-wal`);
    writeFileSync(file, bytes);
    return file;
  };

  it('is refused with the name of the file to restore, and left as it is, when pages at its end are missing', async () => {
    const bytes = await closedBytes();
    for (const cut of [bytes.length - PAGE_BYTES, bytes.length - PAGE_BYTES - 100, bytes.length >> 1, 5_000]) {
      const file = withFile(bytes.subarray(0, cut));
      await assert.rejects(closed.open(file), (cause: unknown) => {
        assert.ok(cause instanceof StoreFailure && cause.code === 'corrupt', String(cause));
        assert.ok(cause.message.includes(`restore ${file} from its backup`));
        return true;
      });
      assert.deepEqual(readFileSync(file), bytes.subarray(0, cut));
    }
  });

  it('is refused, or whole, when the last page is not all there', async () => {
    const bytes = await closedBytes();
    for (const missing of [1, 10, 100, 1_000, 4_000]) await isRefusedOrWhole(withFile(bytes.subarray(0, -missing)));
  });

  for (const [what, start, length] of [
    ['the head of a page', 0, 16],
    ['the second half of a page', 2_048, 2_048],
    ['a whole page', 0, PAGE_BYTES],
  ] as const) {
    it(`is refused, or tells of each record that cannot be read, when ${what} is torn`, async () => {
      const bytes = await closedBytes();
      let refused = 0;
      for (const page of spread(bytes.length / PAGE_BYTES)) {
        const file = withFile(bytes);
        flip(file, page * PAGE_BYTES + start, length);
        refused += (await isRefusedOrWhole(file)) ? 1 : 0;
        closed.removeCopies();
      }
      assert.ok(refused > 0);
    });
  }

  /** True: refused. Else every event is there, and is either handed out as it was or held as unreadable. */
  async function isRefusedOrWhole(file: string): Promise<boolean> {
    let store: Store;
    try {
      store = await closed.open(file);
    } catch (cause) {
      assert.ok(cause instanceof StoreFailure, String(cause));
      assert.match(cause.code, /^(corrupt|store-behind|not-a-store|newer-schema)$/);
      return true;
    }
    try {
      assert.deepEqual(await closed.missing(store), []);
      const claimed = await claimAll(store, at(200_000));
      for (const { event } of claimed) assert.equal(event.case?.patient.family, 'Tolvansson');
      const { events } = await store.queueDepth();
      assert.equal(claimed.length + events.held, 6);
    } finally {
      await store.close();
    }
    return false;
  }
});
