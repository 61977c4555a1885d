import assert from 'node:assert/strict';
import {
  answers,
  DEFAULT_ACK_RULES,
  encodeMessage,
  interpretReply,
  parseProfile,
  type BuiltMessage,
} from '../../nodes/lib/millennium/index.ts';
import { MllpClient, MllpListener } from '../../nodes/lib/mllp/index.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { bookingMessages } from '../support/booking-messages.ts';
import { PeerProcess } from './peer-process.ts';

interface Peer {
  script: string;
  /** Its acknowledgements, with what is known wrong in them. */
  acknowledgement: RegExp;
  /** Which messages its server hands over when three are sent on one connection, by their place. */
  handsOver: readonly number[];
  /** Whether its client ends the last segment with a carriage return, as every segment must end (HL7 v2 §2.5.1). */
  endsLastSegment: boolean;
}

const PEERS: Readonly<Record<string, Peer>> = {
  '@medplum/hl7': {
    script: 'medplum-peer.ts',
    acknowledgement: /^MSH\|[^\r]*\|ACK\^A05\^ACK\|\d{13}\|P\|2\.4\rMSA\|AA\|\w+\|OK$/,
    handsOver: [0, 1, 2],
    endsLastSegment: true,
  },
  // Known wrong: MSH-9.3 is made up, MSH-10 is the same in every acknowledgement, and on a connection that stays the messages before are handed over again.
  'node-hl7-server and node-hl7-client': {
    script: 'node-hl7-peer.ts',
    acknowledgement: /^MSH\|[^\r]*\|ACK\^A05\^ACK_A05\|ACK\|P\|2\.4\rMSA\|AA\|\w+$/,
    handsOver: [0, 0, 1, 0, 1, 2],
    endsLastSegment: false,
  },
  // Known wrong: every acknowledgement says version 2.3, and those of one second share their MSH-10.
  'simple-hl7': {
    script: 'simple-hl7-peer.ts',
    acknowledgement: /^MSH\|[^\r]*\|ACK\|ACK\d{14}\|P\|2\.3\rMSA\|AA\|\w+$/,
    handsOver: [0, 1, 2],
    endsLastSegment: false,
  },
};

const { messages } = bookingMessages();
const lines = (text: string): string[] => text.split(/[\r\n]+/).filter((line) => line !== '');

function contentOf({ hl7 }: BuiltMessage): Buffer {
  const parsed = parseProfile({ hospital: 'SU-MOLNDAL' });
  assert.ok(parsed.ok);
  const encoded = encodeMessage(hl7, parsed.profile);
  assert.ok(encoded.ok);
  return encoded.content;
}

for (const [name, { script, acknowledgement, handsOver, endsLastSegment }] of Object.entries(PEERS)) {
  describe(`interop with ${name}`, function () {
    this.timeout(20_000);
    let peer: PeerProcess;
    let client: MllpClient;

    beforeEach(async () => {
      peer = await PeerProcess.start(script);
      client = new MllpClient({ host: '127.0.0.1', port: peer.port });
    });

    afterEach(async () => {
      await client.close();
      await peer.close();
    });

    async function sendAll(contents: readonly { content: Buffer; message: BuiltMessage }[]): Promise<string[]> {
      client.connect();
      await client.ready();
      const replies: string[] = [];
      for (const { content, message } of contents) {
        const outcome = await client.exchange(content, (reply) => answers(reply, message.controlId));
        assert.ok(outcome.kind === 'reply', JSON.stringify(outcome));
        assert.equal(interpretReply(outcome.reply, { ...message, content }, DEFAULT_ACK_RULES).class, 'accepted');
        replies.push(outcome.reply.toString('utf8'));
      }
      return replies;
    }

    it('its server takes a booking from our sender, letters and all, and we take its answers for what they are', async () => {
      const replies = await sendAll(messages.map((message) => ({ content: contentOf(message), message })));
      assert.match(replies[0] ?? '', acknowledgement);
      await peer.hasReceived(handsOver.length);
      assert.deepEqual(
        peer.received.map(lines),
        handsOver.map((place) => lines(messages[place]?.hl7 ?? '')),
      );
    });

    it('its server takes a message that comes in many pieces, with letters cut in two', async () => {
      const [message] = messages;
      assert.ok(message !== undefined);
      const notes = Array.from({ length: 2_000 }, (_, index) => `NTE|${String(index + 1)}||${'åäö€'.repeat(15)}\r`);
      const long = `${message.hl7}${notes.join('')}`;
      await sendAll([{ content: Buffer.from(long), message }]);
      await peer.hasReceived(1);
      assert.deepEqual(peer.received.map(lines), [lines(long)]);
    });

    it('its client delivers a booking to our listener and understands our answers', async () => {
      const taken: string[] = [];
      const listener = new MllpListener({
        port: 0,
        onMessage: (content) => {
          const text = content.toString('utf8');
          taken.push(text);
          const header = `MSH|^~\\&|M|V|ORBIT|SU|20261103101501||ACK|R${String(taken.length)}|P|2.4`;
          return Buffer.from(`${header}\rMSA|AA|${text.split('|')[9] ?? ''}\r`);
        },
      });
      const { port } = await listener.listen();
      for (const { hl7, controlId } of messages) {
        const answer = await peer.send(port, hl7);
        assert.match(
          'acknowledgement' in answer ? answer.acknowledgement : answer.error,
          new RegExp(`MSA\\|AA\\|${controlId}`),
        );
      }
      await listener.close();
      assert.deepEqual(
        taken.map(lines),
        messages.map(({ hl7 }) => lines(hl7)),
      );
      assert.deepEqual(
        taken.map((text) => text.endsWith('\r')),
        messages.map(() => endsLastSegment),
      );
    });

    it(`its client ${endsLastSegment ? 'books at' : 'is refused by'} the strict simulator`, async () => {
      const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
      const { port } = await millennium.start();
      for (const { hl7 } of messages) {
        const answer = await peer.send(port, hl7);
        const said = 'acknowledgement' in answer ? answer.acknowledgement : answer.error;
        assert.match(said, endsLastSegment ? /MSA\|AA\|/ : /MSA\|AE\|\w+\|the last segment does not end with CR/);
      }
      const { appointments } = millennium.state();
      await millennium.close();
      assert.equal(appointments.length, endsLastSegment ? 1 : 0);
    });

    it('a peer that ends in the middle of an exchange leaves us with an unknown outcome, and its successor is found', async () => {
      const [message] = messages;
      assert.ok(message !== undefined);
      client.connect();
      await client.ready();
      const outcome = client.exchange(contentOf(message), () => 'stray');
      await peer.close();
      const { kind } = await outcome;
      assert.equal(kind, 'uncertain');
    });
  });
}
