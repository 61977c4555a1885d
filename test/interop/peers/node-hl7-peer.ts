/** node-hl7-server and node-hl7-client in a process of their own. Arguments: the port to serve. */
import Client, { Message } from 'node-hl7-client';
import { Server } from 'node-hl7-server';
import { told, tellWhatIsAsked } from './peer-protocol.ts';

const inbound = new Server({ bindAddress: '127.0.0.1' }).createInbound(
  { port: Number(process.argv[2]) },
  (request, response) => {
    told({ received: request.getMessage().toString() });
    void response.sendResponse('AA');
  },
);
await new Promise<void>((resolve) => inbound.on('listen', () => resolve()));

tellWhatIsAsked(
  ({ port, message }) =>
    new Promise((resolve, reject) => {
      const client = new Client({ host: '127.0.0.1', version: '2.4' });
      const connection = client.createConnection({ port, version: '2.4' }, (response) => {
        resolve(response.getMessage().toString());
        void connection.close();
      });
      connection.sendMessage(new Message({ text: message })).catch(reject);
    }),
);
