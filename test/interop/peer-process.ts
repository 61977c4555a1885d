/** A peer this project did not write, in a process of its own: some end their process on input they do not like. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import type { News } from './peers/peer-protocol.ts';

export class PeerProcess {
  readonly port: number;
  /** The messages its server has taken, as it read them. */
  readonly received: string[] = [];
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (news: News) => void>();
  #orders = 0;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
    child.on('message', (news: News) => {
      if ('received' in news) this.received.push(news.received);
      if ('id' in news) this.#answers.get(news.id)?.(news);
    });
  }

  /** @param script file in the folder of the peers */
  static async start(script: string): Promise<PeerProcess> {
    const port = await freePort();
    const child = fork(join(import.meta.dirname, 'peers', script), [String(port)], { silent: true });
    const peer = new PeerProcess(port, child);
    await once(child, 'message');
    await eventually(
      `${script} listens`,
      async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.destroy();
      },
      () => true,
    );
    return peer;
  }

  /** Has its client send the message. @returns the acknowledgement as the peer read it, or why there was none */
  async send(port: number, message: string): Promise<{ acknowledgement: string } | { error: string }> {
    const id = (this.#orders += 1);
    const answer = new Promise<News>((resolve) => this.#answers.set(id, resolve));
    this.#child.send({ id, port, message });
    const news = await answer;
    if ('acknowledgement' in news) return { acknowledgement: news.acknowledgement };
    return { error: 'error' in news ? news.error : 'none' };
  }

  /** Its news come by a way of their own, later than its answers on the wire. */
  async hasReceived(count: number): Promise<void> {
    while (this.received.length < count) await once(this.#child, 'message');
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async close(): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
