import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking } from '../support/story.ts';

const POST =
  'POST /orbit/events HTTP/1.1\r\nHost: orbit\r\nAuthorization: Bearer test-token-of-the-intake\r\nContent-Type: application/json\r\n';
const MEBIBYTE = 2 ** 20;
/** What all of it together may cost; one body of the largest size is five. */
const MOST_GROWTH_BYTES = 150 * MEBIBYTE;

/** What a client writes, and how the answer must begin; '' is a connection that is closed without one. */
const REQUESTS: Readonly<Record<string, readonly [request: string | Buffer, answer: RegExp]>> = {
  'no HTTP': ['hello, is this a printer?\r\n\r\n', /^HTTP\/1\.1 400/],
  MLLP: ['\x0bMSH|^~\\&|ORBIT\r\x1c\r', /^HTTP\/1\.1 400/],
  'a TLS greeting': [Buffer.from('16030100a5010000a10303', 'hex'), /^HTTP\/1\.1 400/],
  'the preface of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 (?:400|505)/],
  'a header of a megabyte': [
    `GET /health/live HTTP/1.1\r\nHost: orbit\r\nX-Long: ${'x'.repeat(MEBIBYTE)}\r\n\r\n`,
    /^HTTP\/1\.1 431/,
  ],
  'five thousand headers': [
    `GET /health/live HTTP/1.1\r\nHost: orbit\r\n${'X-Many: yes\r\n'.repeat(5_000)}\r\n`,
    /^HTTP\/1\.1 431/,
  ],
  'headers named like parts of an object': [
    'GET /health/live HTTP/1.1\r\nHost: orbit\r\n__proto__: x\r\nconstructor: y\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 200/,
  ],
  'a chunk whose size is no number': [
    `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
    /^HTTP\/1\.1 400/,
  ],
  'a chunk larger than can be': [
    `${POST}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello`,
    /^HTTP\/1\.1 400/,
  ],
  'two lengths': [`${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, /^HTTP\/1\.1 400/],
  'a length and chunks': [`${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1\.1 400/],
  'a negative length': [`${POST}Content-Length: -1\r\n\r\n{}`, /^HTTP\/1\.1 400/],
  'a length larger than is taken': [`${POST}Content-Length: 99999999999\r\n\r\n{}`, /^HTTP\/1\.1 413/],
  'chunks larger than are taken': [
    Buffer.concat([
      Buffer.from(`${POST}Transfer-Encoding: chunked\r\n\r\n${(6 * MEBIBYTE).toString(16)}\r\n`),
      Buffer.alloc(6 * MEBIBYTE, 0x20),
    ]),
    /^HTTP\/1\.1 413/,
  ],
  'a packed body that would fill the memory': [packed(gzipSync(Buffer.alloc(100 * MEBIBYTE))), /^HTTP\/1\.1 4\d\d/],
  'a path out of the folder': [
    'GET /orbit/events/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: orbit\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 4\d\d/,
  ],
  'a path that is no UTF-8': [
    'GET /orbit/events/%ff%fe HTTP/1.1\r\nHost: orbit\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 4\d\d/,
  ],
  'a method nobody asked for': [
    'TRACE /orbit/events HTTP/1.1\r\nHost: orbit\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 4\d\d/,
  ],
};

function packed(body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${POST}Content-Encoding: gzip\r\nContent-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n`),
    body,
  ]);
}

describe('an intake among hostile clients', function () {
  this.timeout(60_000);
  let orbit: OrbitProcess;
  let memoryBefore: number;
  let bookings = 0;

  before(async () => {
    orbit = await OrbitProcess.start();
    await mustServe();
    memoryBefore = await memoryOf(orbit.pid);
  });

  after(() => orbit.remove());

  /** Whatever others do, a booking is taken in. */
  async function mustServe(): Promise<void> {
    bookings += 1;
    assert.equal((await orbit.post(await numberedBooking(bookings))).status, 202);
  }

  async function opened(): Promise<Socket> {
    const socket = connect(orbit.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** The beginning of what comes back, or '' when the connection ends before anything does. */
  async function answerTo(request: string | Buffer): Promise<string> {
    const socket = await opened();
    socket.write(request);
    const answer = await Promise.race([
      once(socket, 'data').then(([data]) => (data as Buffer).toString('latin1')),
      once(socket, 'close').then(() => ''),
    ]);
    socket.destroy();
    return answer;
  }

  for (const [what, [request, answer]] of Object.entries(REQUESTS)) {
    it(`answers ${what}, and serves the others`, async () => {
      assert.match(await answerTo(request), answer);
      await mustServe();
    });
  }

  it('answers every one of five hundred requests that come in one piece', async () => {
    const socket = await opened();
    const answered = new Promise<number>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.once('close', () => resolve(text.split('HTTP/1.1 200').length - 1));
    });
    const one = 'GET /health/live HTTP/1.1\r\nHost: orbit\r\n';
    socket.write(`${`${one}\r\n`.repeat(499)}${one}Connection: close\r\n\r\n`);
    assert.equal(await answered, 500);
  });

  it('serves the others while two hundred clients have sent half a request, and while they go', async () => {
    const halves = ['GET /health/live HTTP/1.1\r\nHost: or', `${POST}Content-Length: 1000\r\n\r\n{"schema"`];
    const slow = await Promise.all(Array.from({ length: 200 }, opened));
    slow.forEach((socket, index) => socket.write(halves[index % 2] ?? ''));
    await mustServe();
    slow.forEach((socket) => socket.resetAndDestroy());
    await mustServe();
  });

  it('has not kept what they sent', async function () {
    if (process.platform !== 'linux') this.skip();
    const growth = (await memoryOf(orbit.pid)) - memoryBefore;
    assert.ok(growth < MOST_GROWTH_BYTES, `${String(Math.round(growth / MEBIBYTE))} MiB more than before`);
  });
});

/** Resident memory in bytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
