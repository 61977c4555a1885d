/** What a peer process and the test say to each other. */

export interface Order {
  id: number;
  port: number;
  message: string;
}

export type News =
  { ready: true } | { received: string } | { id: number; acknowledgement: string } | { id: number; error: string };

export function told(news: News): void {
  process.send?.(news);
}

/** Sends what the test asks for and tells what came back. Says that the peer is ready. */
export function tellWhatIsAsked(send: (order: Order) => Promise<string>): void {
  process.on('message', (order: Order) => {
    send(order).then(
      (acknowledgement) => told({ id: order.id, acknowledgement }),
      (cause: unknown) => told({ id: order.id, error: cause instanceof Error ? cause.message : String(cause) }),
    );
  });
  told({ ready: true });
}
