/** The MLLP client alone: one message after the other to a process that echoes the frame, which the client takes for the reply. */
import { MllpClient } from '../nodes/lib/mllp/index.ts';
import { MEASURE_MS, startEcho } from './limits.ts';

const MESSAGE = Buffer.alloc(1024, 0x41);

export async function mllpClientPerSecond(): Promise<number> {
  const { port, end } = await startEcho();
  const client = new MllpClient({ host: '127.0.0.1', port });
  client.connect();
  await client.ready();
  let rounds = 0;
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) {
    const { kind } = await client.exchange(MESSAGE, () => 'answer');
    if (kind !== 'reply') throw new Error(`the echo was not taken for a reply: ${kind}`);
    rounds += 1;
  }
  await client.close();
  end();
  return rounds / (MEASURE_MS / 1000);
}
