/** mllp-node in a process of its own: its server cannot be closed, and some replies end its process. Arguments: the port to serve. */
import { createRequire } from 'node:module';

interface Peer {
  on(event: 'hl7', listener: (message: string) => void): void;
  send(
    host: string,
    port: number,
    message: string,
    callback: (error: Error | null, acknowledgement: string | null) => void,
  ): void;
}

const { MLLPServer } = createRequire(import.meta.url)('mllp-node') as {
  MLLPServer: new (host: string, port: number, logger: () => void) => Peer;
};
const server = new MLLPServer('127.0.0.1', Number(process.argv[2]), () => undefined);

server.on('hl7', (message) => process.send?.({ received: message }));
process.on('message', ({ port, message }: { port: number; message: string }) => {
  server.send('127.0.0.1', port, message, (error, acknowledgement) =>
    process.send?.({ acknowledgement, error: error?.message }),
  );
});
process.send?.({ ready: true });
