/** What the machine itself allows in the same run: a raw socket echo and an append with fdatasync. The figures of the product stand beside these. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const MEASURE_MS = 2_000;
const RECORD = Buffer.alloc(1024, 0x41);

/** Round trips a second of one 1 KiB frame after the other on one connection, the echo being another process. */
export async function rawSocketPerSecond(): Promise<number> {
  const { port, end: endEcho } = await startEcho();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  let rounds = 0;
  const end = performance.now() + MEASURE_MS;
  await new Promise<void>((resolve) => {
    let pending = RECORD.length;
    socket.on('data', (chunk: Buffer) => {
      pending -= chunk.length;
      if (pending > 0) return;
      pending = RECORD.length;
      rounds += 1;
      if (performance.now() >= end) resolve();
      else socket.write(RECORD);
    });
    socket.write(RECORD);
  });
  socket.destroy();
  endEcho();
  return rounds / (MEASURE_MS / 1000);
}

/** A process that sends back every byte it gets. */
export async function startEcho(): Promise<{ port: number; end: () => void }> {
  const echo = fork(import.meta.filename, ['echo'], { stdio: 'inherit' });
  const [port] = (await once(echo, 'message')) as [number];
  return { port, end: () => echo.kill() };
}

/** Appends of 1 KiB a second, each on disk before the next. */
export async function fsyncPerSecond(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'orbit-bench-'));
  const file = await open(join(folder, 'log'), 'a');
  let appends = 0;
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) {
    await file.write(RECORD);
    await file.datasync();
    appends += 1;
  }
  await file.close();
  await rm(folder, { recursive: true });
  return appends / (MEASURE_MS / 1000);
}

if (process.argv[2] === 'echo') {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
