import assert from 'node:assert/strict';
import { rmSync, truncateSync, statSync } from 'node:fs';
import { readLine, writeLine, type LogRecord } from '../../../nodes/lib/launch/access-log/record.ts';
import { AccessLogBed, said } from './access-samples.ts';

describe('the check of the access log', () => {
  let bed: AccessLogBed;

  const tenRecords = Array.from({ length: 10 }, (_, index) => `cid-${String(index + 1)}`);

  beforeEach(async () => {
    bed = await AccessLogBed.make();
    await bed.tell(...tenRecords);
  });
  afterEach(() => bed.remove());

  const rewrite = (change: (lines: string[]) => string[]): void => bed.write(`${change(bed.lines()).join('\n')}\n`);
  const recordOf = (line = ''): LogRecord => {
    const read = readLine(line);
    assert.ok(read.kind === 'whole');
    return read.record;
  };
  /** As somebody does it who knows the form: every hash from the line on is made anew. */
  const rehash = (lines: readonly string[], from: number): string[] => {
    const changed = lines.slice(0, from);
    let previous = from === 0 ? '0'.repeat(64) : readLine(lines[from - 1] ?? '');
    previous = typeof previous === 'string' ? previous : previous.kind === 'whole' ? previous.end.hash : '';
    for (const [index, line] of lines.slice(from).entries()) {
      const record = { ...recordOf(line), sequence: from + index + 1, previous };
      const written = writeLine(record);
      previous = written.end.hash;
      changed.push(written.line);
    }
    return changed;
  };

  it('finds nothing in a log that nobody touched', async () => {
    const check = await bed.verify();
    assert.deepEqual(said(check), []);
    assert.deepEqual([check.count, check.end.sequence, check.isWhole], [10, 10, true]);
    assert.equal(check.end.hash, (JSON.parse(bed.lines()[9] ?? '') as { hash: string }).hash);
  });

  it('finds every change of a single character, and names the record', async function () {
    this.timeout(60_000);
    const original = bed.read();
    const start = original.indexOf('\n') + 1;
    const end = original.indexOf('\n', start);
    for (let at = start; at < end; at += 7) {
      const other = original[at] === 'x' ? 'y' : 'x';
      bed.write(`${original.slice(0, at)}${other}${original.slice(at + 1)}`);
      const check = await bed.verify();
      assert.ok(!check.isWhole, `a change at ${String(at - start)} goes unnoticed`);
      assert.ok(
        check.findings.every(({ line }) => line >= 2 && line <= 3),
        said(check).join(),
      );
    }
  });

  it('names a changed record and goes on behind it', async () => {
    rewrite((lines) => lines.map((line, index) => (index === 3 ? line.replace('attempted', 'failed') : line)));
    const check = await bed.verify();
    assert.deepEqual(said(check), ['changed 4']);
    assert.match(check.findings[0]?.text ?? '', /^Record 4 has been changed/);
  });

  it('finds a record that was changed with its hash', async () => {
    rewrite((lines) => {
      const { line } = writeLine({ ...recordOf(lines[3]), outcome: 'failed' } as LogRecord);
      return lines.with(3, line);
    });
    assert.deepEqual(said(await bed.verify()), ['exchanged 5']);
  });

  it('finds records that were taken out', async () => {
    rewrite((lines) => lines.toSpliced(4, 2));
    const check = await bed.verify();
    assert.deepEqual(said(check), ['missing 5']);
    assert.match(check.findings[0]?.text ?? '', /^Records 5 to 6 are missing/);
  });

  it('finds the first records taken out', async () => {
    rewrite((lines) => lines.slice(2));
    assert.deepEqual(said(await bed.verify()), ['missing 1']);
  });

  it('finds records in another order', async () => {
    rewrite((lines) => lines.with(4, lines[5] ?? '').with(5, lines[4] ?? ''));
    const check = await bed.verify();
    assert.deepEqual(said(check), ['out-of-order 6']);
    assert.match(check.findings[0]?.text ?? '', /^Record 5 stands behind/);
  });

  it('finds a record that stands there twice', async () => {
    rewrite((lines) => lines.toSpliced(7, 0, lines[2] ?? ''));
    assert.deepEqual(said(await bed.verify()), ['repeated 8']);
  });

  it('finds a line that is no record', async () => {
    rewrite((lines) => lines.toSpliced(5, 0, 'nothing happened here'));
    assert.deepEqual(said(await bed.verify()), ['not-a-record 6']);
  });

  it('finds that the end was cut off, at a line and within one', async () => {
    const whole = bed.read();
    rewrite((lines) => lines.slice(0, 7));
    const check = await bed.verify();
    assert.deepEqual(said(check), ['cut-off 0']);
    assert.match(check.findings[0]?.text ?? '', /ends with record 7, and had been written up to record 10/);
    bed.write(whole.slice(0, -20));
    assert.deepEqual(said(await bed.verify()), ['torn 10 note', 'cut-off 0']);
  });

  it('still finds it when the log has been written on since', async () => {
    rewrite((lines) => lines.slice(0, 7));
    await bed.tell('cid-after');
    const check = await bed.verify();
    assert.deepEqual(said(check), ['cut-off 8', 'missing 8']);
    assert.deepEqual([check.end.sequence, check.isWhole], [12, false]);
  });

  it('finds a log written anew from some record on, with all its hashes', async () => {
    rewrite((lines) => rehash(lines.with(2, lines[2]?.replace('cid-3', 'cid-0') ?? '').toSpliced(2, 1), 2));
    assert.deepEqual(said(await bed.verify()), ['cut-off 0']);
  });

  it('finds a log written anew that is just as long', async () => {
    rewrite((lines) => {
      const { line } = writeLine({ ...recordOf(lines[2]), cid: 'cid-0' } as LogRecord);
      return rehash(lines.with(2, line), 2);
    });
    assert.deepEqual(said(await bed.verify()), ['exchanged 0']);
  });

  it('finds that the head was changed to fit, or taken away', async () => {
    rewrite((lines) => lines.slice(0, 7));
    const end = readLine(bed.lines()[6] ?? '');
    assert.ok(end.kind === 'whole');
    const head = JSON.parse(bed.read('head.json')) as object;
    const size = statSync(bed.path('2026-03.jsonl')).size;
    bed.write(JSON.stringify({ ...head, ...end.end, size }), 'head.json');
    assert.deepEqual(said(await bed.verify()), ['head-lost 0']);
    rmSync(bed.path('head.json'));
    assert.deepEqual(said(await bed.verify()), ['head-lost 0']);
    await bed.tell('cid-after');
    assert.deepEqual(said(await bed.verify()), ['head-lost 8']);
  });

  it('finds that a whole month is missing', async () => {
    bed.now = new Date('2026-04-02T00:00:00Z');
    await bed.tell('cid-11', 'cid-12');
    bed.now = new Date('2026-05-02T00:00:00Z');
    await bed.tell('cid-13');
    rmSync(bed.path('2026-04.jsonl'));
    const check = await bed.verify();
    assert.deepEqual(said(check), ['missing 1']);
    assert.match(check.findings[0]?.text ?? '', /^Records 11 to 12 are missing/);
    rmSync(bed.path('2026-05.jsonl'));
    assert.deepEqual(said(await bed.verify()), ['cut-off 0']);
  });

  it('compares records with what was written down in another place', async () => {
    const { end } = await bed.verify();
    await bed.tell('cid-11');
    assert.deepEqual(said(await bed.verify([end])), []);
    assert.deepEqual(said(await bed.verify([{ sequence: 10, hash: 'f'.repeat(64) }])), ['exchanged 0']);
    assert.deepEqual(said(await bed.verify([{ sequence: 12, hash: end.hash }])), ['exchanged 0']);
  });

  it('does without the key, except for the signature of the head', async () => {
    rmSync(bed.key.file);
    assert.deepEqual(said(await bed.verify()), []);
    rewrite((lines) => lines.slice(0, 7));
    assert.deepEqual(said(await bed.verify()), ['cut-off 0']);
  });

  it('takes no number for granted: a gap of any size is named at once', async () => {
    rewrite((lines) => {
      const { line } = writeLine({ ...recordOf(lines[9]), sequence: 9_000_000_000_000_000 });
      return lines.with(9, line);
    });
    const check = await bed.verify();
    assert.match(check.findings[0]?.text ?? '', /^Records 10 to 8999999999999999 are missing/);
  });

  it('reads a log whose last line end was lost', async () => {
    truncateSync(bed.path('2026-03.jsonl'), statSync(bed.path('2026-03.jsonl')).size - 1);
    assert.equal((await bed.verify()).count, 10);
  });
});
