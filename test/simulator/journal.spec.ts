import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldState } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { BOOKING, draft, REBOOKING, VISIT, worked } from './messages.ts';
import { WireClient } from './wire-client.ts';

describe('the simulator’s journal', () => {
  let folder: string;
  let journalFile: string;
  const running: MillenniumSimulator[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    journalFile = join(folder, 'simulator.jsonl');
  });
  afterEach(async () => {
    for (const millennium of running.splice(0)) await millennium.close();
    await rm(folder, { recursive: true });
  });

  const start = async (
    options: { state?: HeldState; onTrouble?: () => void; file?: string } = {},
  ): Promise<MillenniumSimulator> => {
    const { file = journalFile, ...rest } = options;
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0, journalFile: file, ...rest });
    await millennium.start();
    running.push(millennium);
    return millennium;
  };
  const tell = async (millennium: MillenniumSimulator, ...contents: Buffer[]): Promise<string[]> => {
    const wire = await WireClient.connect(millennium.port);
    const answers: string[] = [];
    for (const content of contents) answers.push(await wire.exchange(content));
    wire.end();
    return answers;
  };
  const remembered = ({
    patients,
    encounters,
    beds,
    appointments,
    received,
    anomalies,
    counters,
  }: ReturnType<MillenniumSimulator['state']>): string =>
    JSON.stringify({ patients, encounters, beds, appointments, received, anomalies, counters });

  it('brings back everything after a restart, and the answers too', async () => {
    const first = await start();
    first.seed({ encounters: [{ visitNumber: 'ADMITTED-1', patientId: '196206703974' }] });
    const [answer] = await tell(
      first,
      ...[...BOOKING, ...REBOOKING].map(worked),
      draft('2-rebooking-2-A14').set('PV1', 19, '').bytes(),
    );
    const before = remembered(first.state());
    await first.close();
    const second = await start();
    assert.equal(remembered(second.state()), before);
    assert.deepEqual(await tell(second, worked('1-booking-1-A05')), [answer]);
    assert.equal(second.state().received.at(-1)?.duplicate, true);
    await second.close();
    assert.equal((await start()).state().counters.received, 8, 'also after being shortened');
  });

  it('is complete at the moment an answer is read, as after a kill', async () => {
    const killed = await start();
    await tell(killed, ...BOOKING.map(worked));
    // What a killed process leaves: the file as it is, and perhaps the beginning of one more line.
    await writeFile(join(folder, 'copy.jsonl'), await readFile(journalFile));
    await appendFile(join(folder, 'copy.jsonl'), '{"message":{"at":"2026-');
    const after = await start({ file: join(folder, 'copy.jsonl') });
    assert.equal(remembered(after.state()), remembered(killed.state()));
    await tell(after, worked('2-rebooking-1-A08'));
    await after.close();
    const last = await start({ file: join(folder, 'copy.jsonl') });
    assert.equal(last.state().encounters[0]?.expectedAdmitAt, '2026-11-16T14:00:00+01:00');
  });

  it('is readable by its owner only', async () => {
    await tell(await start(), worked('1-booking-1-A05'));
    assert.equal((await stat(journalFile)).mode & 0o777, 0o600);
  });

  it('is emptied by a reset', async () => {
    const millennium = await start();
    await tell(millennium, ...BOOKING.map(worked));
    millennium.reset();
    assert.deepEqual(millennium.state().encounters, []);
    await millennium.close();
    const again = await start();
    assert.deepEqual([again.state().patients, again.state().received, again.state().counters.received], [[], [], 0]);
    assert.match((await tell(again, worked('1-booking-1-A05')))[0] ?? '', /\|AA\|/, 'and no answer is remembered');
  });

  it('goes on from what the simulator before it held in memory', async () => {
    const state = new HeldState();
    const first = await start({ state });
    await tell(first, worked('1-booking-1-A05'));
    await first.close();
    const second = await start({ state });
    assert.equal(second.state().counters.received, 1, 'read back on top it would count twice');
    assert.ok(state.encounter(VISIT));
  });

  it('that cannot be written is told, and the simulator goes on', async () => {
    let troubles = 0;
    const onTrouble = (): void => void (troubles += 1);
    const homeless = await start({ file: join(folder, 'missing', 'simulator.jsonl'), onTrouble });
    assert.match((await tell(homeless, worked('1-booking-1-A05')))[0] ?? '', /\|AA\|/);
    await start();
    await start({ onTrouble });
    assert.equal(troubles, 2, 'one for the folder, one for a file that another simulator has');
  });
});
