import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../nodes/lib/store/sqlite/index.ts';
import { access, AccessLogBed, PATIENT } from '../lib/launch/access-samples.ts';

const FLOWS = join(import.meta.dirname, '../../flows');

describe('the commands on the access log', function () {
  this.timeout(30_000);
  let bed: AccessLogBed;

  const run = (command: string, ...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const { ORBIT_STORE_KEY: _key, ...env } = process.env;
      const all = ['--disable-warning=ExperimentalWarning', join(FLOWS, command), ...args];
      execFile(process.execPath, all, { env: { ...env, ORBIT_DATA_DIR: bed.dataDir } }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      );
    });
  const out = (): string => join(bed.dataDir, 'out');
  const common = (): string[] => ['--out', out(), '--system', 'SE2321000131-F000000000900'];

  beforeEach(async () => {
    bed = await AccessLogBed.make();
  });
  afterEach(() => bed.remove());

  it('say that a whole log is whole, with what to compare with later', async () => {
    await bed.tell('cid-1', 'cid-2');
    const { code, output } = await run('audit-verify.ts');
    assert.equal(code, 0, output);
    const [, anchor = ''] = /--anchor (2:[0-9a-f]{64})\n/.exec(output) ?? [];
    assert.match(output, /^2 records in 1 files, from 2026-03-30T07:12:31.402Z to .*\nThe chain is whole\./);
    assert.equal((await run('audit-verify.ts', '--anchor', anchor)).code, 0);
    const other = await run('audit-verify.ts', '--anchor', `1:${anchor.slice(2)}`);
    assert.equal(other.code, 2);
    assert.match(other.output, /BROKEN: The log: Record 1, as it was written down, has another hash/);
    assert.equal((await run('audit-verify.ts', '--anchor', 'x')).code, 1);
  });

  it('say in plain words where a log is broken', async () => {
    await bed.tell('cid-1', 'cid-2', 'cid-3');
    bed.write(bed.read().replace('"cid":"cid-2"', '"cid":"cid-9"'));
    const { code, output } = await run('audit-verify.ts');
    assert.equal(code, 2);
    assert.match(output, /BROKEN: 2026-03\.jsonl, line 2: Record 2 has been changed/);
    assert.match(output, /The chain is broken/);
    const exported = await run('audit-export.ts', '--format', 'fhir', ...common());
    assert.equal(exported.code, 2);
    assert.match(exported.output, /The log is not whole/);
  });

  it('name the folder when there is no log in it', async () => {
    const { code, output } = await run('audit-verify.ts');
    assert.equal(code, 1);
    assert.match(output, /There is no access log in .*access-log/);
  });

  it('export requests of at most 500 accesses, for the owner alone, and say what has no place in them', async () => {
    const log = bed.open();
    await Promise.all(Array.from({ length: 501 }, (_, index) => log.tell(access(`cid-${String(index)}`))));
    const { user: _user, ...nobody } = access('cid-x', { outcome: 'denied' });
    await log.tell(nobody);
    const { code, output } = await run('audit-export.ts', '--format', 'storelog', ...common());
    assert.equal(code, 0, output);
    assert.match(output, /^501 records in 2 files/);
    assert.match(output, /1 records are of nobody who had signed in/);
    assert.deepEqual(readdirSync(out()).sort(), ['storelog-00001.xml', 'storelog-00002.xml']);
    const counts = readdirSync(out())
      .sort()
      .map((name) => readFileSync(join(out(), name), 'utf8').split('<store:log>').length - 1);
    assert.deepEqual(counts, [500, 1]);
    assert.equal(statSync(join(out(), 'storelog-00001.xml')).mode & 0o777, 0o600);
    assert.ok(!output.includes(PATIENT));
    const again = await run('audit-export.ts', '--format', 'storelog', ...common());
    assert.equal(again.code, 1);
    assert.match(again.output, /is there already/);
  });

  it('export the days that were asked for', async () => {
    for (const day of ['2026-02-27', '2026-03-29', '2026-03-30', '2026-04-01']) {
      bed.now = new Date(`${day}T12:00:00Z`);
      await bed.tell(day);
    }
    const { output } = await run(
      'audit-export.ts',
      '--format',
      'fhir',
      ...common(),
      '--from',
      '2026-03-29',
      '--to',
      '2026-03-30',
    );
    assert.match(output, /^2 records in 1 files/);
    const events = readFileSync(join(out(), 'audit-events.ndjson'), 'utf8').trim().split('\n');
    assert.deepEqual(
      events.map((line) => (JSON.parse(line) as { recorded: string }).recorded.slice(0, 10)),
      ['2026-03-29', '2026-03-30'],
    );
  });

  it('say what is missing or wrong in what was asked', async () => {
    await bed.tell('cid-1');
    for (const [args, expected] of [
      [['--format', 'csv', ...common()], /--format is storelog or fhir/],
      [['--format', 'fhir', '--system', 'X'], /--out is missing/],
      [['--format', 'fhir', '--out', out()], /--system is missing/],
      [['--format', 'fhir', ...common(), '--from', 'yesterday'], /--from is a day/],
    ] as const) {
      const { code, output } = await run('audit-export.ts', ...args);
      assert.equal(code, 1);
      assert.match(output, expected);
    }
  });

  it('keep the log readable when the store key is changed', async () => {
    const store = await openSqliteStore({ file: join(bed.dataDir, 'orbit.sqlite'), key: bed.key });
    await store.close();
    await bed.tell('cid-1');
    const { code, output } = await run('rotate-store-key.ts');
    assert.equal(code, 0, output);
    assert.match(output, /access-log.keys\.json: 2 data keys wrapped with/);
    await bed.tell('cid-2');
    await run('audit-export.ts', '--format', 'fhir', ...common());
    assert.equal(readFileSync(join(out(), 'audit-events.ndjson'), 'utf8').split(PATIENT).length, 3);
  });
});
