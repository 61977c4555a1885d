import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { EditorSession } from '../support/editor-session.ts';
import type { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

/** The parts of the editor's global object that the tests use. */
declare const RED: {
  nodes: {
    filterNodes(filter: object): { id: string; type: string; z: string }[];
    eachConfig(visit: (node: { id: string; type: string; hospital?: string }) => void): void;
    node(id: string): unknown;
    dirty(): boolean;
  };
  editor: { edit(node: unknown): void; editConfig(name: string, type: string, id: string): void };
  workspaces: { show(id: string): void };
  actions: { invoke(name: string): void };
};
declare const $: (selector: string) => { editableList(method: string, item?: unknown): unknown };

const SUITE = [
  'orbit-in',
  'orbit-route',
  'orbit-case',
  'orbit-encounter',
  'orbit-bed',
  'orbit-appointment',
  'orbit-hl7-edit',
  'orbit-mllp-out',
  'orbit-millennium-simulator',
];

describe('the editor, in a real browser', function () {
  this.timeout(90_000);
  let session: EditorSession;
  let page: Page;
  let millennium: MillenniumSimulator;
  let orbit: OrbitProcess;

  before(async function () {
    const found = await EditorSession.start('the editor');
    if (found === undefined) this.skip();
    session = found;
    ({ millennium, orbit } = session);
    page = await session.open();
  });

  after(async () => {
    // Skipped before there was one.
    await (session as EditorSession | undefined)?.close();
  });

  const showTab = async (name: string): Promise<void> => {
    await page.click(`.red-ui-tab-label:has-text("${name}")`);
    await page.waitForSelector('.red-ui-flow-node');
  };

  it('asks for the login before it shows anything', async () => {
    const response = await fetch(`${orbit.base}/admin/flows`);
    assert.equal(response.status, 401);
  });

  it('shows the suite in the palette and the regional flow on its tabs', async () => {
    for (const type of SUITE)
      await page.waitForSelector(`.red-ui-palette-node[data-palette-type="${type}"]`, { state: 'attached' });
    const tabs = await page.locator('#red-ui-workspace-tabs .red-ui-tab-label').allTextContents();
    assert.deepEqual(
      tabs.map((tab) => tab.trim()),
      ['Intake', 'Booking', 'Rebooking', 'Cancellation', 'Launch', 'Simulator'],
    );
  });

  it('opens every dialog of the suite without an error', async () => {
    const ids = await page.evaluate(
      (types) => types.map((type) => RED.nodes.filterNodes({ type })[0]?.id ?? ''),
      SUITE,
    );
    for (const [index, id] of ids.entries()) {
      await page.evaluate((node) => RED.editor.edit(RED.nodes.node(node)), id);
      // The buttons of the dialog are there before its form is.
      await page.waitForSelector('.red-ui-tray-body .form-row', { state: 'attached' });
      const labels = await page.locator('.red-ui-tray-body label').allTextContents();
      assert.doesNotMatch(
        labels.join(' '),
        /orbit-[a-z0-9-]+\.(label|option)/,
        `${String(SUITE[index])} has untranslated labels`,
      );
      await page.click('#node-dialog-cancel');
      await page.waitForSelector('#node-dialog-cancel', { state: 'detached' });
    }
  });

  it('shows a profile, checks it while it is edited, and says what is wrong', async () => {
    await page.evaluate(() => {
      RED.nodes.eachConfig((node) => {
        if (node.hospital === 'SU-MOLNDAL') RED.editor.editConfig('', node.type, node.id);
      });
    });
    await page.waitForSelector('#node-config-dialog-ok');
    await page.waitForSelector('#orbit-hospital-hl7Version');
    assert.equal(await page.inputValue('#orbit-hospital-header-sendingFacility'), 'SU');
    await page.selectOption('#orbit-hospital-hl7Version', '2.5');
    await page.waitForFunction(`document.querySelector('#orbit-hospital-json').textContent.includes('2.5')`);
    await page.click('#node-config-dialog-cancel');
    await page.waitForSelector('#node-config-dialog-cancel', { state: 'detached' });
  });

  it('saves a profile as a file, reads it again, and refuses what is none', async () => {
    await page.evaluate(() => {
      RED.nodes.eachConfig((node) => {
        if (node.hospital === 'SU-MOLNDAL') RED.editor.editConfig('', node.type, node.id);
      });
    });
    await page.waitForSelector('#orbit-hospital-hl7Version');
    await page.selectOption('#orbit-hospital-hl7Version', '2.5.1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#orbit-hospital-export')]);
    assert.equal(download.suggestedFilename(), 'hospital-SU-MOLNDAL.json');
    const saved = await readFile(await download.path(), 'utf8');
    assert.equal((JSON.parse(saved) as { profile: { hl7Version: string } }).profile.hl7Version, '2.5.1');
    await page.selectOption('#orbit-hospital-hl7Version', '2.3');
    const read = (content: string): Promise<void> =>
      page.setInputFiles('#orbit-hospital-file', {
        name: 'profile.json',
        mimeType: 'application/json',
        buffer: Buffer.from(content),
      });
    await read(saved);
    await page.waitForFunction(`document.querySelector('#orbit-hospital-hl7Version').value === '2.5.1'`);
    for (const [content, expected] of [
      ['no JSON', /is no hospital profile/],
      [saved.replace('"version": 1', '"version": 99'), /saved by a newer version/],
    ] as const) {
      await read(content);
      await page.waitForSelector('#orbit-hospital-issues:visible');
      assert.match(await page.innerText('#orbit-hospital-issues'), expected);
    }
    assert.equal(await page.inputValue('#orbit-hospital-hl7Version'), '2.5.1');
    await page.click('#node-config-dialog-cancel');
    await page.waitForSelector('#node-config-dialog-cancel', { state: 'detached' });
  });

  it('keeps how far a hospital has come on its way to Millennium', async () => {
    const open = (): Promise<void> =>
      page.evaluate(() => {
        RED.nodes.eachConfig((node) => {
          if (node.hospital === 'SAS-BORAS') RED.editor.editConfig('', node.type, node.id);
        });
      });
    await open();
    await page.waitForSelector('#orbit-hospital-routes', { state: 'attached' });
    await page.evaluate(() => $('#orbit-hospital-routes').editableList('addItem', {}));
    assert.equal(await page.isVisible('.route-from'), false);
    await page.selectOption('.route-state', 'live');
    await page.fill('.route-from', '2026-11-17');
    await page.click('#node-config-dialog-ok');
    await page.waitForSelector('#node-config-dialog-ok', { state: 'detached' });
    await open();
    await page.waitForSelector('.route-state');
    assert.deepEqual(
      [
        await page.inputValue('.route-department'),
        await page.inputValue('.route-state'),
        await page.inputValue('.route-from'),
      ],
      ['*', 'live', '2026-11-17'],
    );
    await page.selectOption('#node-config-input-system', 'elvis');
    assert.equal(await page.isVisible('#orbit-hospital-routes'), false);
    await page.click('#node-config-dialog-cancel');
    await page.waitForSelector('#node-config-dialog-cancel', { state: 'detached' });
  });

  it('changes a field by a rule, deploys it, and the next booking carries it', async () => {
    await showTab('Booking');
    const booking = await page.evaluate(() => RED.nodes.filterNodes({ type: 'orbit-hl7-edit' })[0]?.id ?? '');
    await page.evaluate((id) => RED.editor.edit(RED.nodes.node(id)), booking);
    await page.waitForSelector('#orbit-hl7-edit-rules', { state: 'attached' });
    await page.evaluate(() => $('#orbit-hl7-edit-rules').editableList('addItem', {}));
    await page.locator('.rule-trigger').fill('A05');
    await page.locator('.rule-path').fill('PV1-10');
    await page.locator('.orbit-rule-line .red-ui-typedInput-input').fill('DAGK');
    assert.match(await page.innerText('.orbit-rule-says'), /^A05, every hospital: PV1-10 becomes “DAGK”$/);
    await page.click('#node-dialog-ok');
    await page.waitForSelector('#node-dialog-ok', { state: 'detached' });
    await page.click('#red-ui-header-button-deploy');
    await page.waitForFunction(() => !RED.nodes.dirty());
    const event = await numberedBooking(1);
    await eventually(
      'the booking accepted',
      async () => (await orbit.post(event)).status,
      (status) => status === 202,
    );
    assert.equal((await storyOf(orbit, event.eventId)).state, 'completed');
    const encounter = millennium.state().encounters.find(({ visitNumber }) => visitNumber === event.caseId);
    assert.equal(encounter?.service, 'DAGK');
  });

  it('offers the templates in the Import dialog', async () => {
    await page.evaluate(() => RED.actions.invoke('core:show-examples-import-dialog'));
    await page.waitForSelector('#red-ui-clipboard-dialog-ok');
    const names = await page.locator('.red-ui-treeList-label').allTextContents();
    assert.ok(
      names.some((name) => name.includes('orbit-millennium')),
      'the package is listed',
    );
    await page.keyboard.press('Escape');
  });

  it('speaks Swedish', async () => {
    const swedish = await session.open('sv');
    const palette = await swedish
      .locator('.red-ui-palette-node[data-palette-type="orbit-bed"] .red-ui-palette-label')
      .textContent();
    assert.equal(palette?.trim(), 'vårdplats');
    await swedish.context().close();
  });

  it('has thrown nothing and asked nothing outside this machine', () => {
    assert.deepEqual(session.pageErrors, []);
    assert.deepEqual(session.foreignRequests, []);
  });
});
