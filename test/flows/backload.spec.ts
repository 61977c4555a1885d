import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';

const COLUMNS = [
  'caseId',
  'eventType',
  'version',
  'hospital',
  'clinic',
  'room',
  'patient.idType',
  'patient.id',
  'patient.family',
  'patient.given',
  'patient.sex',
  'care.type',
  'care.bedWanted',
  'time.start',
  'time.end',
  'procedures.0.code',
  'procedures.0.main',
  'note',
];

/** Days from now, in the winter of the year after next, when Stockholm is an hour ahead. */
const YEAR = new Date().getUTCFullYear() + 2;
const dayOf = (number: number): string => `${String(YEAR)}-01-${String(1 + (number % 28)).padStart(2, '0')}`;

function row(number: number, changes: Record<string, string> = {}): string {
  const cells: Record<string, string> = {
    caseId: `OP${String(700_000 + number)}`,
    version: '1',
    hospital: 'SU-MOLNDAL',
    clinic: 'ORT',
    room: 'OP3',
    'patient.idType': 'personnummer',
    'patient.id': '191212121212',
    'patient.family': 'Tolvansson',
    'patient.given': 'Tolvan',
    'patient.sex': 'male',
    'care.type': 'day-surgery',
    'care.bedWanted': 'nej',
    'time.start': `${dayOf(number)}T08:00:00+01:00`,
    'time.end': `${dayOf(number)}T09:00:00+01:00`,
    'procedures.0.code': 'NFB49',
    'procedures.0.main': 'ja',
    note: number % 7 === 0 ? '"Två rader;\nmed ""citat"""' : '',
    ...changes,
  };
  return COLUMNS.map((column) => cells[column] ?? '').join(';');
}

describe('a backload', function () {
  this.timeout(120_000);
  let folder: string;
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backload-'));
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    orbit = await OrbitProcess.start({
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
    });
  });
  after(async () => {
    await orbit.remove();
    await millennium.close();
    await rm(folder, { recursive: true });
  });

  async function exportOf(name: string, rows: readonly string[], encoding: BufferEncoding = 'utf8'): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, Buffer.from(`${[COLUMNS.join(';'), ...rows].join('\r\n')}\r\n`, encoding));
    return file;
  }

  function begin(
    command: 'backload' | 'reconcile',
    ...args: string[]
  ): { ended: Promise<{ code: number | null; output: string }>; kill: () => void } {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, `../../flows/${command}.ts`),
        ...args,
        ...['--exported-at', '2026-11-03T10:15:00+01:00', '--url', orbit.base],
      ],
      { env: { ...process.env, ORBIT_TOKEN: orbit.token }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
    return { ended, kill: () => child.kill('SIGKILL') };
  }
  const run = (...args: string[]): Promise<{ code: number | null; output: string }> => begin('backload', ...args).ended;
  const reconcile = (...args: string[]): Promise<{ code: number | null; output: string }> =>
    begin('reconcile', ...args).ended;
  const booked = (): string[] =>
    millennium
      .state()
      .appointments.filter(({ id }) => id.startsWith('OP7'))
      .map(({ id }) => id);

  it('says first what would be sent and what would not, with places and without what stands there', async () => {
    const rows = [
      row(1),
      row(2, { 'time.start': '2020-01-07T08:00:00+01:00', 'time.end': '2020-01-07T09:00:00+01:00' }),
      row(3, { 'patient.id': '191212121213' }),
      row(4, { 'care.bedWanted': 'kanske', 'patient.family': '' }),
    ];
    const { code, output } = await run(await exportOf('check.csv', rows), '--check');
    assert.equal(code, 2);
    assert.match(output, /1 bookings to send \(SU-MOLNDAL 1\); 1 are over; 2 rows are not valid/);
    assert.match(output, /row 4 OP700003: \/patient\/id cannot be an identifier/);
    assert.match(output, /row 5 OP700004: \/patient\/family is required/);
    assert.doesNotMatch(output, /19121212|Tolvan|kanske/);
    assert.deepEqual(booked(), []);
  });

  it('sends the earliest operation first, and nothing twice when it is run again', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => row(30 - index));
    const file = await exportOf('thirty.csv', rows);
    const first = await run(file, '--rate', '1000');
    assert.equal(first.code, 0, first.output);
    assert.match(first.output, /"completed":30/);
    assert.equal(booked().length, 30);
    const arrived = millennium.state().received.filter(({ messageType }) => messageType === 'SIU^S12');
    const times = new Map(millennium.state().appointments.map(({ id, start }) => [id, start]));
    const starts = arrived.map(({ caseId }) => times.get(caseId) ?? '');
    // Four connections carry them: each may overtake those it left with, no more.
    assert.ok(starts.slice(0, 5).every((start) => start < (starts.at(-5) ?? '')));
    const { received } = millennium.state().counters;
    const second = await run(file, '--rate', '1000');
    assert.match(second.output, /"known":30/);
    assert.equal(millennium.state().counters.received, received);
  });

  it('goes on where it was when it is begun anew after a kill', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => row(100 + index));
    const file = await exportOf('killed.csv', rows);
    const broken = begin('backload', file, '--rate', '40', '--ahead', '10');
    await eventually(
      'some of them booked',
      () => Promise.resolve(booked().length),
      (count) => count > 40,
    );
    broken.kill();
    await broken.ended;
    assert.ok(booked().length < 90);
    const { code, output } = await run(file, '--rate', '1000');
    assert.equal(code, 0, output);
    assert.equal(booked().length, 90);
    assert.equal(new Set(booked()).size, 90);
    assert.deepEqual(millennium.state().anomalies, []);
  });

  it('reads what a spreadsheet writes on Windows, and writes down what a person has to look at', async () => {
    const file = await exportOf(
      'latin1.csv',
      [row(200, { 'patient.family': 'Åström' }), row(201, { hospital: 'NOWHERE' })],
      'latin1',
    );
    const problems = join(folder, 'problems.csv');
    const { code } = await run(file, '--encoding', 'latin1', '--problems', problems);
    assert.equal(code, 2);
    assert.equal(
      await readFile(problems, 'utf8'),
      'row;case or event;outcome;code\n3;backload:OP700201:1;held;no-profile\n',
    );
    assert.ok(millennium.state().patients.some(({ family }) => family === 'Åström'));
  });

  it('reads JSON Lines, with either line end', async () => {
    const events = [300, 301].map((number) => ({
      caseId: `OP${String(700_000 + number)}`,
      hospital: 'SU-MOLNDAL',
      patient: { idType: 'personnummer', id: '191212121212', family: 'Tolvansson', given: 'Tolvan', sex: 'male' },
      care: { type: 'day-surgery' },
      time: { start: `${dayOf(number)}T08:00:00+01:00`, end: `${dayOf(number)}T09:00:00+01:00` },
      procedures: [{ code: 'NFB49' }],
    }));
    const file = join(folder, 'lines.jsonl');
    await writeFile(file, `${JSON.stringify(events[0])}\r\n\n${JSON.stringify(events[1])}`);
    const { code, output } = await run(file);
    assert.equal(code, 0, output);
    assert.match(output, /"completed":2/);
  });

  it('is reconciled: nothing differs where all was sent, and each difference is named with what to do', async () => {
    const rows = [400, 401, 402].map((number) => row(number));
    assert.equal((await run(await exportOf('sent.csv', rows))).code, 0);
    const same = await reconcile(await exportOf('same.csv', rows));
    assert.deepEqual([same.code, same.output], [0, '3 cases compared; nothing differs; 0 rows not valid\n']);
    const report = join(folder, 'report.csv');
    const changed = [
      row(400, { room: 'OP9', version: '2' }),
      row(401, { eventType: 'cancelled', version: '2' }),
      row(402),
      row(403),
    ];
    const file = await exportOf('changed.csv', changed);
    const differs = await reconcile(file, '--report', report);
    assert.equal(differs.code, 2, differs.output);
    assert.match(differs.output, /^4 cases compared; R1 1, R4 1, R6 1; 0 rows not valid/);
    const lines = (await readFile(report, 'utf8')).trim().split('\n').slice(1).sort();
    assert.deepEqual(
      lines.map((line) =>
        line
          .split(';')
          .filter((_cell, index) => [0, 2, 5].includes(index))
          .join(' '),
      ),
      ['R1 OP700403 send-again', 'R4 OP700400 send-again', 'R6 OP700401 send-again'],
    );
    assert.doesNotMatch(differs.output + lines.join(), /19121212|Tolvan/);
  });

  it('says plainly what it lacks', async () => {
    assert.match((await run()).output, /Name the file/);
    assert.match((await run(await exportOf('wrong.csv', [row(1)]), '--rate', '0')).output, /--rate must be/);
  });
});
