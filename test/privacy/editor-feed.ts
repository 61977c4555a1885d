/** Everything the editor is told while it is open: the statuses of the nodes, what debug nodes show, notifications. */
import { once } from 'node:events';

export class EditorFeed {
  readonly #socket: WebSocket;
  /** The messages as they came. */
  readonly seen: string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param base address of Node-RED; @param token of a logged-in user */
  static async open(base: string, token: string): Promise<EditorFeed> {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/admin/comms`);
    const feed = new EditorFeed(socket);
    await once(socket, 'open');
    const admitted = new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
        feed.seen.push(data);
        if (data.includes('"auth":"ok"')) resolve();
      });
    });
    socket.send(JSON.stringify({ auth: token }));
    await admitted;
    for (const topic of ['debug', 'status/#', 'notification/#', 'event-log/#']) {
      socket.send(JSON.stringify({ subscribe: topic }));
    }
    return feed;
  }

  /** Resolves when a message has come that `wanted` accepts; messages travel on their own connection, behind what caused them. */
  async until(wanted: (message: string) => boolean): Promise<void> {
    while (!this.seen.some(wanted)) await once(this.#socket, 'message');
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
