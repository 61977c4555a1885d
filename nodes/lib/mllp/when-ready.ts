/** Waits for a socket to get where it should, or to end on the way there. */
import type { Socket } from 'node:net';

export type Readiness<S extends Socket> = { ok: true; socket: S } | { ok: false; code: string | undefined };

/** Resolves when the socket is ready, or with the code of the error that ended it; then it is destroyed and closed. Aborting destroys it. */
export function whenReady<S extends Socket>(socket: S, ready: Promise<void>, stop: AbortSignal): Promise<Readiness<S>> {
  return new Promise((resolve) => {
    let code: string | undefined;
    const settle = (readiness: Readiness<S>): void => {
      stop.removeEventListener('abort', giveUp);
      socket.off('close', closed).off('end', giveUp);
      resolve(readiness);
    };
    const closed = (): void => settle({ ok: false, code });
    const giveUp = (): void => void socket.destroy();
    socket.once('close', closed).once('end', giveUp);
    // Stays: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => (code ??= error.code ?? 'socket-error'));
    void ready.then(() => {
      if (!socket.destroyed) settle({ ok: true, socket });
    });
    if (stop.aborted) giveUp();
    else stop.addEventListener('abort', giveUp, { once: true });
  });
}

export function told(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => void socket.once(event, () => resolve()));
}
