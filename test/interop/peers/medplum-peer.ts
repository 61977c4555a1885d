/** @medplum/hl7 in a process of its own. Arguments: the port to serve. */
import { Hl7Message } from '@medplum/core';
import { Hl7Client, Hl7Server } from '@medplum/hl7';
import { told, tellWhatIsAsked } from './peer-protocol.ts';

const server = new Hl7Server((connection) => {
  connection.addEventListener('message', ({ message }) => {
    told({ received: message.toString() });
    connection.send(message.buildAck());
  });
});
await server.start(Number(process.argv[2]));

const clients = new Map<number, Hl7Client>();
tellWhatIsAsked(async ({ port, message }) => {
  const client = clients.get(port) ?? new Hl7Client({ host: '127.0.0.1', port, keepAlive: true });
  clients.set(port, client);
  const answer = await client.sendAndWait(Hl7Message.parse(message), { timeoutMs: 3_000 });
  return answer.toString();
});
