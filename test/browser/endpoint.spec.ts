import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { loadCredentials } from '../../nodes/lib/mllp/index.ts';
import type { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { lockKey } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { EditorSession } from '../support/editor-session.ts';
import type { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';
import { HOST_NAME, parties, textsOf } from '../support/tls-parties.ts';

/** The parts of the editor's global object that the tests use. */
declare const RED: {
  nodes: { eachConfig(visit: (node: { id: string; type: string }) => void): void; dirty(): boolean };
  editor: { editConfig(name: string, type: string, id: string): void };
};

const PASSPHRASE = 'the passphrase of the key';

describe('the dialog of the endpoint, in a real browser', function () {
  this.timeout(90_000);
  let session: EditorSession;
  let page: Page;
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;
  let folder: string;

  before(async function () {
    const found = await EditorSession.start("the endpoint's dialog", {
      tls: { credentials: () => loadCredentials(textsOf(parties.server)) },
    });
    if (found === undefined) this.skip();
    session = found;
    ({ millennium, orbit } = session);
    folder = await mkdtemp(join(tmpdir(), 'orbit-endpoint-'));
    await writeFile(join(folder, 'ca.pem'), parties.authority.cert);
    await writeFile(join(folder, 'cert.pem'), parties.client.cert);
    await writeFile(join(folder, 'key.pem'), lockKey(parties.client, PASSPHRASE));
    page = await session.open();
  });

  after(async () => {
    // Skipped before there was one.
    await (session as EditorSession | undefined)?.close();
    const made = folder as string | undefined;
    if (made !== undefined) await rm(made, { recursive: true });
  });

  async function openDialog(shown = page): Promise<void> {
    await shown.evaluate(() => {
      RED.nodes.eachConfig((node) => {
        if (node.type === 'orbit-endpoint') RED.editor.editConfig('', node.type, node.id);
      });
    });
    await shown.waitForSelector('#orbit-endpoint-test');
    // The groups below the fold are closed at first.
    await shown.evaluate(
      `document.querySelectorAll('.orbit-endpoint-group').forEach((group) => { group.open = true; })`,
    );
  }

  async function closeDialog(button: 'ok' | 'cancel', shown = page): Promise<void> {
    await shown.click(`#node-config-dialog-${button}`);
    await shown.waitForSelector('#orbit-endpoint-test', { state: 'detached' });
  }

  const field = (name: string): string => `#node-config-input-${name}`;
  const fill = (name: string, value: string): Promise<void> => page.fill(field(name), value);
  async function type(name: string, value: string): Promise<void> {
    await page.click(field(name), { clickCount: 3 });
    await page.locator(field(name)).pressSequentially(value);
  }
  const hints = (): Promise<string> => page.innerText('#orbit-endpoint-hints');

  async function fillSecurity(): Promise<void> {
    await page.check(field('tls'));
    for (const name of ['ca', 'cert', 'key']) await fill(`${name}File`, join(folder, `${name}.pem`));
    await fill('passphrase', PASSPHRASE);
    await fill('servername', HOST_NAME);
  }

  /** The text of the report once the test has come to its end. */
  async function report(): Promise<string> {
    await page.click('#orbit-endpoint-test');
    await page.waitForSelector('#orbit-endpoint-report:not([data-state="running"])');
    assert.equal(await page.getAttribute('#orbit-endpoint-report', 'data-state'), 'done');
    return page.innerText('#orbit-endpoint-report');
  }
  const steps = (kind: 'ok' | 'failed'): Promise<number> =>
    page.locator(`#orbit-endpoint-report li.orbit-endpoint-${kind}`).count();

  it('shows what belongs together, and only what counts', async () => {
    await openDialog();
    const groups = await page.locator('.orbit-endpoint-group > summary').allTextContents();
    assert.deepEqual(groups, [
      'Receiver',
      'Security (TLS)',
      'Times',
      'Protocol',
      'Application acknowledgements',
      'When something fails',
    ]);
    const labels = await page.locator('.red-ui-tray-body .orbit-endpoint-group label').allTextContents();
    assert.ok(labels.length >= 26);
    assert.doesNotMatch(labels.join(' '), /orbit-endpoint\./);
    assert.deepEqual(
      [
        await page.isVisible(field('caFile')),
        await page.isVisible(field('allowPlain')),
        await page.isVisible(field('idleS')),
      ],
      [false, true, false],
    );
    await page.check(field('tls'));
    await page.selectOption(field('whenIdle'), 'reopen');
    assert.deepEqual(
      [
        await page.isVisible(field('caFile')),
        await page.isVisible(field('allowPlain')),
        await page.isVisible(field('idleS')),
      ],
      [true, false, true],
    );
    assert.equal(await page.getAttribute(field('passphrase'), 'type'), 'password');
    await closeDialog('cancel');
  });

  it('says what is wrong while it is typed', async () => {
    await openDialog();
    await type('ackTimeoutS', '0');
    await page.waitForSelector(`${field('ackTimeoutS')}.input-error`);
    await type('ackTimeoutS', '20');
    await page.waitForSelector(`${field('ackTimeoutS')}:not(.input-error)`);
    await fill('host', 'millennium.example');
    assert.match(await hints(), /leave this machine in the clear/);
    await page.check(field('tls'));
    await fill('keyFile', '/key.pem');
    assert.match(await hints(), /A private key needs its certificate/);
    await page.selectOption(field('whenIdle'), 'probe');
    assert.match(await hints(), /needs the permission under Protocol/);
    await closeDialog('cancel');
  });

  it('tests the connection as it stands in the dialog, before anything is saved', async () => {
    await openDialog();
    assert.match(await report(), /TCP/);
    await fillSecurity();
    const text = await report();
    assert.deepEqual([await steps('ok'), await steps('failed')], [3, 0]);
    assert.match(text, /127\.0\.0\.1/);
    assert.match(text, /TLSv1\.3/);
    assert.match(text, /The receiver's certificate: millennium\.function/);
    assert.match(text, /Issued by Test Region CA/);
    assert.match(text, /Our certificate: orbit\.function/);
    assert.match(text, /\d+ days left/);
    assert.match(text, /No probe message was sent/);
    assert.ok(!text.includes(PASSPHRASE) && !text.includes(folder));
    assert.equal(millennium.receivedCount, 0);
    await closeDialog('cancel');
  });

  it('says which step fails and what to do, and shows whose certificate it was', async () => {
    await openDialog();
    await fillSecurity();
    await fill('pinnedNames', 'another.test');
    const pinned = await report();
    assert.deepEqual([await steps('ok'), await steps('failed')], [2, 1]);
    assert.match(pinned, /carries none of the accepted names.*tls-name-not-pinned/);
    assert.match(pinned, /millennium\.function/);
    await fill('passphrase', 'wrong');
    assert.match(await report(), /does not open our private key/);
    await fill('port', String(await freePort()));
    assert.match(await report(), /Nobody listens there/);
    await page.uncheck(field('tls'));
    await fill('host', '192.0.2.1');
    await fill('connectTimeoutS', '1');
    assert.match(await report(), /TLS is off/);
    await closeDialog('cancel');
  });

  it('sends a probe message where it is allowed, and shows what came back', async () => {
    await openDialog();
    await fillSecurity();
    await page.check(field('allowProbe'));
    assert.match(await report(), /Answer: A[ER] 20[01]/);
    assert.equal(await steps('failed'), 0);
    assert.deepEqual(millennium.state().patients, []);
    await closeDialog('cancel');
  });

  it('keeps the passphrase on the server, delivers with it, and tests with it', async () => {
    await openDialog();
    await fillSecurity();
    await closeDialog('ok');
    await page.click('#red-ui-header-button-deploy');
    await page.waitForFunction(() => !RED.nodes.dirty());
    const event = await numberedBooking(1);
    assert.equal((await orbit.post(event)).status, 202);
    assert.equal((await storyOf(orbit, event.eventId)).state, 'completed');
    const flows = await (await orbit.admin('/flows')).text();
    assert.ok(flows.includes('"tls":true') && !flows.includes(PASSPHRASE));
    await page.reload();
    await page.waitForSelector('.red-ui-flow-node');
    await openDialog();
    assert.ok(!(await page.inputValue(field('passphrase'))).includes(PASSPHRASE));
    await report();
    assert.deepEqual([await steps('ok'), await steps('failed')], [3, 0]);
    await closeDialog('cancel');
  });

  it('speaks Swedish', async () => {
    const swedish = await session.open('sv');
    await openDialog(swedish);
    const groups = await swedish.locator('.orbit-endpoint-group > summary').allTextContents();
    assert.deepEqual(groups, [
      'Mottagare',
      'Säkerhet (TLS)',
      'Tider',
      'Protokoll',
      'Applikationskvittenser',
      'När något går fel',
    ]);
    await swedish.click('#orbit-endpoint-test');
    await swedish.waitForSelector('#orbit-endpoint-report[data-state="done"]');
    assert.match(await swedish.innerText('#orbit-endpoint-report'), /Mottagarens certifikat: millennium\.function/);
    await swedish.context().close();
  });

  it('answers only those who may change the endpoint', async () => {
    const answer = await fetch(`${orbit.base}/admin/orbit/endpoint/test`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ endpoint: {} }),
    });
    assert.equal(answer.status, 401);
    const empty = await orbit.admin('/orbit/endpoint/test', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '[]',
    });
    assert.equal(empty.status, 400);
  });

  it('has thrown nothing', () => assert.deepEqual(session.pageErrors, []));
});
