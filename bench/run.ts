/** `npm run bench`: the way of a booking end to end in a real process, beside the limits of the machine measured in the same run. */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { codecFigures } from './codec.ts';
import { endToEndFigures } from './end-to-end.ts';
import { type Figure, renderFigures } from './figures.ts';
import { launchFigures } from './launch.ts';
import { fsyncPerSecond, rawSocketPerSecond } from './limits.ts';
import { mllpClientPerSecond } from './mllp-client.ts';

const bookings = Number(process.env.BENCH_BOOKINGS ?? 6_000);
const rawSocket = await rawSocketPerSecond();
const fsync = await fsyncPerSecond();
const mllp = await mllpClientPerSecond();

const figures: Figure[] = [
  { name: 'raw socket echo, 1 KiB, one connection', value: rawSocket, unit: '/s', target: 'limit' },
  { name: 'append 1 KiB + fdatasync', value: fsync, unit: '/s', target: 'limit' },
  {
    name: 'MLLP client, stop-and-wait, one connection',
    value: mllp,
    unit: '/s',
    target: '≥ 80 % of the raw socket',
    share: mllp / rawSocket,
    met: mllp / rawSocket >= 0.8,
  },
  ...codecFigures(),
  ...(await endToEndFigures(bookings)),
  ...(await launchFigures()),
];

const report = renderFigures(
  figures,
  `Node ${process.versions.node}, ${String(cpus().length)} cores; load, receiver and product share them`,
);
console.log(report);
const file = process.env.BENCH_REPORT;
if (file !== undefined) await writeFile(file, report);
