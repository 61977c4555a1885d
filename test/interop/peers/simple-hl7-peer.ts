/** simple-hl7 in a process of its own. Arguments: the port to serve. */
import { createRequire } from 'node:module';
import { told, tellWhatIsAsked } from './peer-protocol.ts';

interface Message {
  toString(): string;
}
interface App {
  use(handler: (request: { msg: Message }, response: { end(): void }, next: () => void) => void): void;
  start(port: number): void;
}
interface Sender {
  send(message: Message, callback: (error: Error | null, acknowledgement: Message | undefined) => void): void;
}

const hl7 = createRequire(import.meta.url)('simple-hl7') as {
  tcp(): App;
  Parser: new () => { parse(text: string): Message };
  Server: { createTcpClient(host: string, port: number): Sender };
};

const app = hl7.tcp();
app.use((request, response) => {
  told({ received: request.msg.toString() });
  response.end();
});
app.start(Number(process.argv[2]));

const senders = new Map<number, Sender>();
tellWhatIsAsked(
  ({ port, message }) =>
    new Promise((resolve, reject) => {
      const sender = senders.get(port) ?? hl7.Server.createTcpClient('127.0.0.1', port);
      senders.set(port, sender);
      sender.send(new hl7.Parser().parse(message), (error, acknowledgement) => {
        if (error !== null) reject(error);
        else resolve(acknowledgement?.toString() ?? '');
      });
    }),
);
