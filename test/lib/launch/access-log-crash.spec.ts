import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLogBed, said } from './access-samples.ts';

const WRITER = join(import.meta.dirname, 'access-log-writer.ts');

describe('the access log of processes that end in the middle, or write at the same time', function () {
  this.timeout(60_000);
  let bed: AccessLogBed;

  beforeEach(async () => {
    bed = await AccessLogBed.make();
  });
  afterEach(() => bed.remove());

  interface Ended {
    signal: NodeJS.Signals | null;
    /** `<sequence> <logId>` of what the process held to be on disk. */
    confirmed: string[];
  }

  /** @param killAfter how many records are confirmed before it is killed from outside */
  const write = async (
    name: string,
    count: number,
    { failpoint, killAfter }: { failpoint?: string; killAfter?: number } = {},
  ): Promise<Ended> => {
    const args = [
      WRITER,
      bed.folder,
      bed.key.file,
      name,
      String(count),
      ...(failpoint === undefined ? [] : [failpoint]),
    ];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (killAfter !== undefined && output.split('\n').length > killAfter) child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { signal, confirmed: output.split('\n').slice(0, -1) };
  };

  const onDisk = async (): Promise<string[]> => {
    const { files } = await bed.verify();
    return files.flatMap((file) =>
      bed.lines(file).flatMap((line) => {
        const { sequence, logId } = JSON.parse(line) as { sequence: number; logId?: string };
        return logId === undefined ? [] : [`${String(sequence)} ${logId}`];
      }),
    );
  };

  it('is one chain when several processes write it at the same time, and begin it at the same time', async () => {
    const ended = await Promise.all(['a', 'b', 'c'].map((name) => write(name, 25)));
    const confirmed = ended.flatMap((one) => one.confirmed);
    const check = await bed.verify();
    assert.deepEqual(said(check), []);
    assert.ok(
      confirmed.every((one) => /^\d+ /.test(one)),
      confirmed.find((one) => !/^\d+ /.test(one)),
    );
    assert.equal(check.count, 75);
    assert.deepEqual(new Set(await onDisk()), new Set(confirmed));
  });

  it('has everything a process said before it was killed, wherever that was', async () => {
    for (const killAfter of [1, 4, 9]) {
      const { signal, confirmed } = await write(`k${String(killAfter)}`, 10_000, { killAfter });
      assert.equal(signal, 'SIGKILL');
      const kept = new Set(await onDisk());
      for (const one of confirmed) assert.ok(kept.has(one), one);
    }
    await write('after', 1);
    const check = await bed.verify();
    assert.ok(check.isWhole, said(check).join());
    assert.equal(check.count, check.end.sequence);
  });

  for (const failpoint of ['access-log:synced', 'access-log:head']) {
    it(`goes on from a record whose process was killed at ${failpoint}`, async () => {
      await bed.tell('cid-1');
      const { signal, confirmed } = await write('killed', 3, { failpoint });
      assert.deepEqual([signal, confirmed], ['SIGKILL', []]);
      const before = await bed.verify();
      assert.ok(before.isWhole);
      assert.deepEqual(said(before), failpoint === 'access-log:synced' ? ['beyond-head 0 note'] : []);
      await bed.tell('cid-2');
      const check = await bed.verify();
      assert.deepEqual([said(check), check.count], [[], 3]);
    });
  }

  it('goes on from the first record of all, and from the first of a month', async () => {
    await write('first', 1, { failpoint: 'access-log:synced' });
    assert.ok((await bed.verify()).isWhole);
    bed.now = new Date('2999-01-01T00:00:00Z');
    await bed.tell('later');
    const head = bed.read('head.json');
    bed.now = new Date('2999-02-01T00:00:00Z');
    await bed.tell('next month');
    bed.write(head, 'head.json');
    await bed.tell('after');
    const check = await bed.verify();
    assert.deepEqual([said(check), check.count], [[], 4]);
  });

  it('tells of a torn line wherever it was torn, and never takes it for a record', async () => {
    await bed.tell('cid-1', 'cid-2');
    const head = bed.read('head.json');
    const kept = readFileSync(bed.path('2026-03.jsonl'));
    await bed.tell('cid-3');
    const whole = readFileSync(bed.path('2026-03.jsonl'));
    for (let end = kept.length + 1; end < whole.length - 1; end += 13) {
      bed.write(whole.subarray(0, end));
      bed.write(head, 'head.json');
      assert.deepEqual(said(await bed.verify()), ['torn 3 note']);
      await bed.tell('cid-4');
      const check = await bed.verify();
      assert.deepEqual(said(check), ['torn 4 note'], `torn after ${String(end - kept.length)} bytes`);
      assert.deepEqual([check.count, check.end.sequence, check.isWhole], [4, 4, true]);
      assert.match(check.findings[0]?.text ?? '', /record 3 of 2026-03-30T07:12:31\.402Z tells of it/);
    }
  });

  it('keeps a record of which only the end of the line was lost', async () => {
    await bed.tell('cid-1');
    const head = bed.read('head.json');
    await bed.tell('cid-2');
    bed.write(readFileSync(bed.path('2026-03.jsonl')).subarray(0, -1));
    bed.write(head, 'head.json');
    assert.ok((await bed.verify()).isWhole);
    await bed.tell('cid-3');
    const check = await bed.verify();
    assert.deepEqual([said(check), check.count], [[], 3]);
  });

  it('tells of a torn line that was torn again while it was told of', async () => {
    await bed.tell('cid-1');
    const head = bed.read('head.json');
    const kept = bed.read();
    bed.write(`${kept}{"kind":"access","seq\n{"kind":"me`);
    await bed.tell('cid-2');
    assert.deepEqual(said(await bed.verify()), ['torn 4 note']);
    // Killed before it could move the head.
    bed.write(head, 'head.json');
    await bed.tell('cid-3');
    const check = await bed.verify();
    assert.deepEqual([said(check), check.end.sequence], [['torn 4 note'], 4]);
  });

  it('does not take for a crash what a crash does not leave behind', async () => {
    await bed.tell('cid-1');
    bed.write(`${bed.read()}somebody was here\n`);
    await bed.tell('cid-2');
    const check = await bed.verify();
    assert.deepEqual([said(check), check.isWhole], [['not-a-record 3'], false]);
  });

  it('does not let a torn line be changed after it was told of', async () => {
    await bed.tell('cid-1');
    bed.write(`${bed.read()}{"kind":"access","seq`);
    await bed.tell('cid-2');
    bed.write(bed.read().replace('"seq\n', '"sea\n'));
    assert.ok(!(await bed.verify()).isWhole);
  });
});
