import assert from 'node:assert/strict';
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { launchBrowser, whyNoBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { sampleEvent, storyOf } from '../support/story.ts';

const ROOT = join(import.meta.dirname, '../..');
const ORBIT = 'https://orbit.example.se';
const SURGEON = 'SE2321000131-EX0000000101';

describe('the launch Orbit → Millennium, in a real browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let provider: ChildProcess;
  let orbit: OrbitProcess;
  let millennium: MillenniumSimulator;
  let orbitKey: CryptoKey;
  let context: BrowserContext;
  let page: Page;
  let caseId: string;
  let patient: { id: string; family: string };
  const addresses: string[] = [];

  before(async function () {
    const found = await launchBrowser();
    if (found === undefined) {
      console.log(`The tests of the launch are skipped: ${whyNoBrowser()}`);
      this.skip();
    }
    browser = found;
    provider = fork(join(ROOT, 'flows/dev-identity-provider.ts'), [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ issuer }] = (await once(provider, 'message')) as [{ issuer: string }];
    const pair = await generateKeyPair('ES256');
    orbitKey = pair.privateKey;
    const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] };
    const flows = JSON.parse(await readFile(join(ROOT, 'flows/regional.json'), 'utf8')) as Record<string, unknown>[];
    const node = flows.find(({ type }) => type === 'orbit-launch');
    assert.ok(node);
    node.issuers = JSON.stringify([{ name: ORBIT, keys }]);
    // Nobody answers there yet: what is booked is sent to nobody for now.
    const port = await freePort();
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port });
    orbit = await OrbitProcess.start({
      flows,
      env: {
        MILLENNIUM_HOST: '127.0.0.1',
        MILLENNIUM_PORT: String(port),
        ORBIT_OIDC_ISSUER: issuer,
        ORBIT_OIDC_CLIENT_ID: 'orbit-millennium',
      },
    });
    const event = await sampleEvent('booked-inpatient');
    ({ caseId } = event);
    patient = event.patient as typeof patient;
    assert.equal((await orbit.post(event)).status, 202);
    await storyOf(orbit, event.eventId, new Set(['sent']));
    ({ context, page } = await open());
  });

  after(async () => {
    // Skipped before there was one.
    const started = browser as Browser | undefined;
    if (started === undefined) return;
    await started.close();
    await orbit.remove();
    await millennium.close();
    const exited = once(provider, 'exit');
    provider.disconnect();
    await exited;
  });

  async function open(javaScriptEnabled = true): Promise<{ context: BrowserContext; page: Page }> {
    const opened = await browser.newContext({ javaScriptEnabled, locale: 'sv-SE' });
    const first = await opened.newPage();
    first.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''));
    return { context: opened, page: first };
  }

  const signIn = async (on: Page, name: string): Promise<void> => {
    await on.getByRole('button', { name }).click();
    await on.waitForURL(/\/launch\//);
  };

  async function ticketFor(userHsaId: string): Promise<string> {
    const at = Math.floor(Date.now() / 1000);
    const assertion = await new SignJWT({ iss: ORBIT, sub: ORBIT, aud: `${orbit.base}/launch`, iat: at, exp: at + 60 })
      .setProtectedHeader({ alg: 'ES256', typ: 'client-authentication+jwt', kid: 'k1' })
      .setJti(String(Math.random()))
      .sign(orbitKey);
    const answer = await fetch(`${orbit.base}/launch/o/v1/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${assertion}` },
      body: JSON.stringify({ caseId, userHsaId }),
    });
    assert.equal(answer.status, 201);
    return ((await answer.json()) as { launch_url: string }).launch_url;
  }

  it('opens the patient alone before Millennium has acknowledged the booking, and says so', async () => {
    await page.goto(`${orbit.base}/launch/o/v1/case/${caseId}`);
    await signIn(page, 'Sara Exempelsson');
    assert.match(new URL(page.url()).pathname, /^\/launch\/c\/[\da-f-]{36}$/);
    assert.match((await page.textContent('.notice')) ?? '', /^UT-201 /);
    assert.match((await page.textContent('dl')) ?? '', new RegExp(`${patient.family}.*${patient.id}`, 's'));
  });

  it('opens patient and encounter once it has', async () => {
    await millennium.start();
    const { eventId } = await sampleEvent('booked-inpatient');
    await storyOf(orbit, eventId, new Set(['completed']));
    await page.goto(`${orbit.base}/launch/o/v1/case/${caseId}`);
    assert.equal(await page.locator('.notice').count(), 0);
    assert.match((await page.textContent('dl')) ?? '', /Vårdkontakt/);
    await page.getByRole('link', { name: 'In English' }).click();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    assert.match((await page.textContent('dl')) ?? '', /Encounter/);
  });

  it('takes a ticket once, from a browser without script, and from its own user alone', async () => {
    const url = await ticketFor(SURGEON);
    const other = await open(false);
    await other.page.goto(url);
    await other.page.getByRole('button').click();
    await signIn(other.page, 'Nils Påhittad');
    assert.match((await other.page.textContent('.alert')) ?? '', /^UT-403 /);
    await page.goto(url);
    await page.getByRole('button').click();
    assert.match((await page.textContent('.alert')) ?? '', /^UT-410 /);
    await page.goto(await ticketFor(SURGEON));
    await page.getByRole('button').click();
    await page.waitForURL(/\/launch\/c\//);
    assert.match((await page.textContent('dl')) ?? '', new RegExp(patient.id));
    await other.context.close();
  });

  it('leaves no identity in addresses, and a whole log in which nobody is named', async () => {
    assert.ok(addresses.length > 10);
    for (const address of addresses)
      assert.ok(!address.includes(patient.id.slice(2)) && !address.includes(patient.family));
    assert.ok(!orbit.output.includes(patient.id) && !orbit.output.includes(patient.family));
    const folder = join(orbit.dataDir, 'access-log');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'latin1');
      assert.ok(!text.includes(patient.id) && !text.includes(patient.family), name);
    }
    await context.close();
    const verify = [join(ROOT, 'flows/audit-verify.ts')];
    const env = { ...process.env, ORBIT_DATA_DIR: orbit.dataDir };
    const { stdout } = await promisify(execFile)(process.execPath, verify, { env });
    assert.match(stdout, /\d/);
  });
});
