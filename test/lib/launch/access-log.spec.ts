import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { accessLogKeys } from '../../../nodes/lib/launch/access-log/index.ts';
import { readLog } from '../../../nodes/lib/launch/access-log/read-log.ts';
import { newMasterKeyText, parseMasterKey } from '../../../nodes/lib/store/sealing/master-key.ts';
import { masterKeys } from '../../../nodes/lib/store/sealing/key-file.ts';
import { FileLock } from '../../../nodes/lib/store/sqlite/file-lock.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import { access, AccessLogBed, ENCOUNTER, PATIENT, said, SURGEON } from './access-samples.ts';

describe('the access log', () => {
  let bed: AccessLogBed;

  beforeEach(async () => {
    bed = await AccessLogBed.make();
  });
  afterEach(() => bed.remove());

  it('has the record on disk, whole and chained, when it says so', async () => {
    const log = bed.open();
    const told = await log.tell(access('cid-1'));
    assert.ok(told.ok);
    const [line = ''] = bed.lines();
    const record = JSON.parse(line) as Record<string, unknown>;
    assert.equal(told.sequence, 1);
    assert.equal(record.logId, told.logId);
    assert.equal(record.at, '2026-03-30T07:12:31.402Z');
    assert.equal(record.previous, '0'.repeat(64));
    assert.deepEqual(record.user, SURGEON);
    assert.ok((await log.tell(access('cid-2'))).ok);
    const second = JSON.parse(bed.lines()[1] ?? '') as Record<string, unknown>;
    assert.equal(second.previous, record.hash);
    assert.deepEqual(said(await bed.verify()), []);
  });

  it('holds nothing that points at the patient in clear, in no file', async () => {
    await bed.tell('cid-1', 'cid-2');
    for (const name of readdirSync(bed.folder)) {
      const content = readFileSync(bed.path(name), 'latin1');
      assert.ok(!content.includes(PATIENT) && !content.includes(ENCOUNTER), name);
    }
  });

  it('gives the patient back to whoever has the key, and to nobody else', async () => {
    await bed.tell('cid-1');
    for await (const { subject } of readLog({ folder: bed.folder, key: bed.key }))
      assert.deepEqual(subject, { patient: { id: PATIENT, idType: 'personnummer' }, encounter: ENCOUNTER });
    writeFileSync(bed.key.file, newMasterKeyText());
    for await (const { subject } of readLog({ folder: bed.folder, key: bed.key })) assert.equal(subject, undefined);
  });

  it('binds a sealed patient to its record: in another one it does not open', async () => {
    await bed.tell('cid-1', 'cid-2');
    const [one, two] = bed.lines().map((line) => JSON.parse(line) as { sealed: { value: string } });
    const opened = async (): Promise<unknown[]> => {
      const subjects: unknown[] = [];
      for await (const { subject } of readLog({ folder: bed.folder, key: bed.key }))
        subjects.push(subject?.patient?.id);
      return subjects;
    };
    assert.deepEqual(await opened(), [PATIENT, PATIENT]);
    const { writeLine, readLine } = await import('../../../nodes/lib/launch/access-log/record.ts');
    const read = readLine(bed.lines()[1] ?? '');
    assert.ok(read.kind === 'whole' && read.record.kind === 'access' && two !== undefined && one !== undefined);
    const moved = writeLine({ ...read.record, sealed: { key: 2, value: one.sealed.value } });
    bed.write(`${bed.lines()[0] ?? ''}\n${moved.line}\n`);
    assert.deepEqual(await opened(), [PATIENT, undefined]);
  });

  it('is for its owner alone', async () => {
    await bed.tell('cid-1');
    assert.equal(statSync(bed.folder).mode & 0o777, 0o700);
    for (const name of readdirSync(bed.folder)) assert.equal(statSync(bed.path(name)).mode & 0o777, 0o600, name);
  });

  it('tells of what was refused before anybody had signed in', async () => {
    const log = bed.open();
    const { user: _user, patient: _patient, encounter: _encounter, ...rest } = access('cid-1');
    assert.ok((await log.tell({ ...rest, outcome: 'denied', code: 'UT-401' })).ok);
    const record = JSON.parse(bed.lines()[0] ?? '') as Record<string, unknown>;
    assert.equal(record.code, 'UT-401');
    assert.ok(!('sealed' in record) && !('user' in record));
  });

  it('writes what is told at the same time in the order it was told', async () => {
    const log = bed.open();
    const cids = Array.from({ length: 40 }, (_, index) => `cid-${String(index)}`);
    const told = await Promise.all(cids.map((cid) => log.tell(access(cid))));
    assert.deepEqual(
      told.map((one) => one.ok && one.sequence),
      cids.map((_, index) => index + 1),
    );
    assert.deepEqual(
      bed.lines().map((line) => (JSON.parse(line) as { cid: string }).cid),
      cids,
    );
    assert.ok((await bed.verify()).isWhole);
  });

  it('begins a file each month and carries the chain over', async () => {
    await bed.tell('cid-1');
    bed.now = new Date('2026-04-01T00:00:00Z');
    await bed.tell('cid-2');
    bed.now = new Date('2026-06-01T00:00:00Z');
    await bed.tell('cid-3');
    const check = await bed.verify();
    assert.deepEqual(check.files, ['2026-03.jsonl', '2026-04.jsonl', '2026-06.jsonl']);
    assert.deepEqual([check.count, check.end.sequence, check.isWhole], [3, 3, true]);
    assert.equal(
      (JSON.parse(bed.lines('2026-04.jsonl')[0] ?? '') as { previous: string }).previous,
      (JSON.parse(bed.lines()[0] ?? '') as { hash: string }).hash,
    );
  });

  it('goes on in the newest file when the clock goes back', async () => {
    bed.now = new Date('2026-04-01T00:00:00Z');
    await bed.tell('cid-1');
    bed.now = new Date('2026-03-31T23:59:59Z');
    await bed.tell('cid-2');
    assert.deepEqual((await bed.verify()).files, ['2026-04.jsonl']);
    assert.ok((await bed.verify()).isWhole);
  });

  it('stays readable and whole after the store key has been changed', async () => {
    await bed.tell('cid-1');
    const known = masterKeys(bed.key);
    const text = newMasterKeyText();
    const to = parseMasterKey(text);
    const keys = accessLogKeys(bed.folder);
    assert.ok(to !== undefined && keys !== undefined);
    assert.ok(keys.canOpen(known));
    assert.equal(keys.wrapAnew(known, to), 2);
    assert.ok(keys.canOpen([to]) && !keys.canOpen(known));
    assert.equal(keys.wrapAnew([to], to), 2);
    writeFileSync(bed.key.file, text);
    await bed.tell('cid-2');
    for await (const { subject } of readLog({ folder: bed.folder, key: bed.key }))
      assert.equal(subject?.patient?.id, PATIENT);
    assert.deepEqual(said(await bed.verify()), []);
  });

  it('gets no new key while a process writes it', async () => {
    await bed.tell('cid-1');
    const known = masterKeys(bed.key);
    const lock = new FileLock(bed.path('lock'));
    lock.tryLock();
    const [to] = known;
    assert.throws(() => to && accessLogKeys(bed.folder)?.wrapAnew(known, to), { code: 'store-locked' });
    lock.close();
    assert.equal(accessLogKeys(join(bed.dataDir, 'elsewhere')), undefined);
  });
});

describe('an access log that cannot be written', () => {
  let bed: AccessLogBed;

  beforeEach(async () => {
    bed = await AccessLogBed.make();
  });
  afterEach(() => bed.remove());

  const refused = async (code: string, log = bed.open({ lockWaitMs: 20 })): Promise<void> => {
    const told = await log.tell(access('cid-x'));
    assert.ok(!told.ok);
    assert.deepEqual([told.class, told.code], ['unavailable', code]);
    assert.ok(!told.text.includes(bed.dataDir) && !told.text.includes(PATIENT));
  };

  it('says so while another process keeps it, and goes on after', async () => {
    await bed.tell('cid-1');
    const lock = new FileLock(bed.path('lock'));
    assert.ok(lock.tryLock());
    await refused('locked');
    lock.close();
    await bed.tell('cid-2');
    assert.deepEqual([(await bed.verify()).count, (await bed.verify()).isWhole], [2, true]);
  });

  it('says so when its keys are gone, and makes none in their place', async () => {
    await bed.tell('cid-1');
    renameSync(bed.path('keys.json'), bed.path('kept'));
    await refused('key-wrong');
    assert.ok(!existsSync(bed.path('keys.json')));
    renameSync(bed.path('kept'), bed.path('keys.json'));
    await bed.tell('cid-2');
  });

  it('says so when the store key is another one', async () => {
    await bed.tell('cid-1');
    writeFileSync(bed.key.file, newMasterKeyText());
    await refused('key-wrong');
    assert.equal(bed.lines().length, 1);
  });

  it('says so when a file stands where its folder should be', async () => {
    writeFileSync(bed.folder, '');
    await refused('io');
  });

  it('says so when it has been closed', async () => {
    const log = bed.open();
    await log.close();
    await refused('closed', log);
  });

  it('says so on a full disk, writes no half record that counts, and goes on by itself', async function () {
    if (!SmallDisk.isPossible) this.skip();
    const disk = SmallDisk.mount(1);
    try {
      const folder = join(disk.path, 'access-log');
      mkdirSync(folder);
      const { AccessLog, verifyLog } = await import('../../../nodes/lib/launch/access-log/index.ts');
      const log = new AccessLog({ folder, key: bed.key, now: () => bed.now });
      assert.ok((await log.tell(access('cid-1'))).ok);
      const ballast = join(disk.path, 'ballast');
      writeFileSync(ballast, Buffer.alloc(Math.max(0, disk.freeBytes)));
      const told: boolean[] = [];
      for (let turn = 0; turn < 12; turn += 1) told.push((await log.tell(access(`full-${String(turn)}`))).ok);
      assert.ok(told.includes(false));
      const last = await log.tell(access('full'));
      assert.ok(!last.ok);
      assert.equal(last.code, 'disk-full');
      rmSync(ballast);
      assert.ok((await log.tell(access('cid-2'))).ok);
      await log.close();
      const check = await verifyLog({ folder, key: bed.key });
      assert.ok(check?.isWhole);
    } finally {
      disk.remove();
    }
  });

  it('says so where it may not write', async function () {
    if (process.getuid?.() === 0) this.skip();
    await bed.tell('cid-1');
    chmodSync(bed.path('2026-03.jsonl'), 0o400);
    await refused('not-writable');
  });
});
