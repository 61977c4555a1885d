import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { EditorSession } from '../support/editor-session.ts';
import type { OrbitProcess } from '../support/orbit-process.ts';
import { numberedBooking, storyOf } from '../support/story.ts';

/** The parts of the editor's global object that the tests use. */
declare const RED: {
  nodes: { filterNodes(filter: object): { id: string }[]; node(id: string): unknown };
  editor: { edit(node: unknown, pane?: string): void };
};
declare const $: (selector: string) => { editableList(method: string, item?: unknown): unknown };

describe('the preview, in a real browser', function () {
  this.timeout(90_000);
  let session: EditorSession;
  let page: Page;
  let orbit: OrbitProcess;

  before(async function () {
    const found = await EditorSession.start('the preview');
    if (found === undefined) this.skip();
    session = found;
    ({ orbit } = session);
    page = await session.open();
  });

  after(async () => {
    // Skipped before there was one.
    await (session as EditorSession | undefined)?.close();
  });

  async function openPreview(type: string, shown = page): Promise<void> {
    await shown.evaluate((wanted) => {
      const [node] = RED.nodes.filterNodes({ type: wanted });
      RED.editor.edit(RED.nodes.node(node?.id ?? ''), 'orbit-preview');
    }, type);
    await shown.waitForSelector('.orbit-preview-result table');
  }

  async function closeDialog(shown = page): Promise<void> {
    await shown.click('#node-dialog-cancel');
    await shown.waitForSelector('#node-dialog-cancel', { state: 'detached' });
  }

  const headings = (): Promise<string[]> => page.locator('.orbit-preview-result h4').allInnerTexts();
  const rowOf = (path: string, shown = page): Promise<string> =>
    shown.locator(`.orbit-preview-result tr[data-path="${path}"]`).first().innerText();
  async function choose(sample: string): Promise<void> {
    await page.selectOption('.orbit-preview-sample', sample);
  }

  it('shows the messages of its kind in the dialog of each mapping node', async () => {
    for (const [type, message] of [
      ['orbit-encounter', 'ADT^A05'],
      ['orbit-bed', 'ADT^A14'],
      ['orbit-appointment', 'SIU^S12'],
    ] as const) {
      await openPreview(type);
      const [heading, ...others] = await headings();
      assert.ok(heading?.startsWith(`${message} · SU-MOLNDAL`), heading);
      assert.deepEqual(others, []);
      await closeDialog();
    }
  });

  it('shows each field with its name, its value and where the value comes from', async () => {
    await openPreview('orbit-encounter');
    assert.deepEqual((await rowOf('PV1-10')).split('\t'), ['PV1-10', 'Hospital Service', 'ORT', 'event: clinic']);
    await closeDialog();
  });

  it('marks what a rebooking changes, and says what stood there', async () => {
    await openPreview('orbit-appointment');
    await choose('rebooked');
    await page.waitForSelector('.orbit-preview-result tr.orbit-preview-changed[data-path="SCH-11"]');
    assert.match(await rowOf('SCH-11'), /was: .*20261110/);
    await closeDialog();
  });

  it('says in plain words when no message is sent', async () => {
    await openPreview('orbit-bed');
    await choose('day-surgery');
    await page.waitForSelector('.orbit-preview-nothing');
    await closeDialog();
  });

  it('follows the rules as they stand in the dialog, before anything is saved', async () => {
    await openPreview('orbit-hl7-edit');
    await page.evaluate(() =>
      $('#orbit-hl7-edit-rules').editableList('addItem', { trigger: 'A05', path: 'PV1-10', value: 'DAGK' }),
    );
    await choose('booked');
    await page.waitForSelector('.orbit-preview-result tr.orbit-preview-changed[data-path="PV1-10"]');
    const row = await rowOf('PV1-10');
    assert.match(row, /DAGK/);
    assert.match(row, /was: ORT/);
    assert.match(row, /rule 1/);
    await closeDialog();
  });

  it('says what is wrong with the event while it is typed', async () => {
    await openPreview('orbit-encounter');
    await page.click('.orbit-preview-event');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('{"caseId": 1');
    await page.waitForSelector('.orbit-preview-result .orbit-preview-problem');
    assert.match(await page.innerText('.orbit-preview-result'), /is required|not JSON/);
    await closeDialog();
  });

  it('shows the newest event that came in, with nobody in it', async () => {
    await openPreview('orbit-encounter');
    await choose('newest');
    await page.waitForSelector('.orbit-preview-result .orbit-preview-problem');
    assert.match(await page.innerText('.orbit-preview-result'), /No event has come in yet/);
    const event = await numberedBooking(7);
    assert.equal((await orbit.post({ ...event, clinic: 'URO', note: 'Ring hustrun Greta' })).status, 202);
    await storyOf(orbit, event.eventId);
    await choose('booked');
    await page.waitForSelector('.orbit-preview-result table');
    await choose('newest');
    await page.waitForFunction(
      `document.querySelector('.orbit-preview-result tr[data-path="PV1-10"]')?.innerText.includes('URO')`,
    );
    const all = await page.innerText('.orbit-preview');
    assert.match(all, /Tolvansson/);
    assert.doesNotMatch(all, /Greta/);
    assert.ok(!all.includes(event.caseId));
    await closeDialog();
  });

  it('speaks Swedish', async () => {
    const swedish = await session.open('sv');
    await openPreview('orbit-encounter', swedish);
    assert.match(await rowOf('PV1-10', swedish), /händelsen: clinic/);
    await swedish.context().close();
  });

  it('answers only those who are logged in', async () => {
    for (const path of ['', '/samples', '/newest']) {
      const method = path === '' ? 'POST' : 'GET';
      assert.equal((await fetch(`${orbit.base}/admin/orbit/preview${path}`, { method })).status, 401);
    }
    const answer = await orbit.admin('/orbit/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"kind":"all","rules":[{}]}',
    });
    assert.equal(answer.status, 400);
  });

  it('has thrown nothing', () => assert.deepEqual(session.pageErrors, []));
});
