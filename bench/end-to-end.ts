/** Bookings from the HTTP door to the last acknowledgement, in a real Node-RED process with its store on disk. */
import { readFile } from 'node:fs/promises';
import { OrbitProcess } from '../test/support/orbit-process.ts';
import { numberedBooking, type WireEvent } from '../test/support/story.ts';
import { percentile, type Figure } from './figures.ts';
import { Receiver } from './receiver.ts';

const BATCH = 50;
const POSTS_AT_ONCE = 4;
const SINGLES = 400;
const WARM_UP = 1_000;
const MESSAGES_PER_BOOKING = 3;

export async function endToEndFigures(bookings: number): Promise<Figure[]> {
  const receiver = new Receiver();
  const port = await receiver.listen();
  const started = performance.now();
  const orbit = await OrbitProcess.start({
    env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(port), ORBIT_SAMPLE_DAY: '0' },
  });
  const startUpMs = performance.now() - started;
  try {
    const idleMb = await residentMb(orbit);
    await load(orbit, receiver, 0, WARM_UP);
    const sustained = await measured(orbit, () => load(orbit, receiver, WARM_UP, bookings));
    const loadMb = await residentMb(orbit);
    const latencies = await oneAtATime(orbit, receiver, WARM_UP + bookings);
    const perSecond = bookings / (sustained.ms / 1000);
    const messages = bookings * MESSAGES_PER_BOOKING;
    const cpuPerMessage = sustained.cpuMs / messages;
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
    return [
      {
        name: `inpatient bookings end to end (${String(bookings)}, lists of ${String(BATCH)})`,
        value: perSecond,
        unit: '/s',
        target: '≥ 1,850',
        met: perSecond >= 1_850,
      },
      {
        name: 'messages end to end',
        value: messages / (sustained.ms / 1000),
        unit: '/s',
        target: '≥ 5,500',
        met: messages / (sustained.ms / 1000) >= 5_500,
      },
      {
        name: 'CPU a message, the product alone',
        value: cpuPerMessage,
        unit: 'ms',
        target: '≤ 0.25',
        met: cpuPerMessage <= 0.25,
      },
      {
        name: 'one at a time, POST to third acknowledgement, p50',
        value: p50,
        unit: 'ms',
        target: '≤ 4',
        met: p50 <= 4,
      },
      {
        name: 'one at a time, POST to third acknowledgement, p99',
        value: p99,
        unit: 'ms',
        target: '≤ 8',
        met: p99 <= 8,
      },
      {
        name: 'start-up of the deployed flow',
        value: startUpMs / 1000,
        unit: 's',
        target: '≤ 3',
        met: startUpMs <= 3_000,
      },
      { name: 'memory idle', value: idleMb, unit: 'MB', target: '≤ 180', met: idleMb <= 180 },
      { name: 'memory at load', value: loadMb, unit: 'MB', target: '≤ 350', met: loadMb <= 350 },
    ];
  } finally {
    await orbit.remove();
    await receiver.close();
  }
}

export async function load(orbit: OrbitProcess, receiver: Receiver, first: number, count: number): Promise<void> {
  const template = await numberedBooking(0);
  const done = receiver.reached(receiver.count + count * MESSAGES_PER_BOOKING);
  let next = first;
  const post = async (): Promise<void> => {
    while (next < first + count) {
      const from = next;
      next = Math.min(from + BATCH, first + count);
      const events = Array.from({ length: next - from }, (_, index) => booking(template, from + index));
      const { status } = await orbit.post(events);
      if (status !== 202) throw new Error(`the intake answered ${String(status)}`);
    }
  };
  await Promise.all(Array.from({ length: POSTS_AT_ONCE }, post));
  await done;
}

function booking(template: WireEvent, number: number): WireEvent {
  return { ...template, eventId: `bench-${String(number)}`, caseId: `OPB${String(1_000_000 + number)}` };
}

async function oneAtATime(orbit: OrbitProcess, receiver: Receiver, first: number): Promise<number[]> {
  const template = await numberedBooking(0);
  const latencies: number[] = [];
  for (let number = first; number < first + SINGLES; number += 1) {
    const third = receiver.reached(receiver.count + MESSAGES_PER_BOOKING);
    const start = performance.now();
    const answered = orbit.post(booking(template, number));
    await third;
    latencies.push(performance.now() - start);
    await (await answered).arrayBuffer();
  }
  return latencies;
}

async function measured(orbit: OrbitProcess, run: () => Promise<void>): Promise<{ ms: number; cpuMs: number }> {
  const cpuBefore = await cpuMs(orbit);
  const start = performance.now();
  await run();
  return { ms: performance.now() - start, cpuMs: (await cpuMs(orbit)) - cpuBefore };
}

/** User and system time of the process: fields 14 and 15 of proc(5) stat, in ticks of 10 ms. */
async function cpuMs({ pid }: OrbitProcess): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function residentMb({ pid }: OrbitProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
