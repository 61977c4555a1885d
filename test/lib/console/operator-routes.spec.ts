import assert from 'node:assert/strict';
import { OPERATOR_ROUTES, type ApiAnswer, type ApiRequest } from '../../../nodes/lib/console/index.ts';
import type { Store } from '../../../nodes/lib/store/index.ts';
import { at } from '../store/samples.ts';
import { heldEvent, refusedBooking, restamper } from '../store/operator-samples.ts';
import { openStoreForEach } from '../store/contract/open-store.ts';
import { sqliteBed } from '../store/sqlite/sqlite-bed.ts';

const HELD = 'case-1-v1.1';
const BODY = { reason: 'a test says so' };

describe("the addresses of the operators' desk", () => {
  const bed = openStoreForEach(sqliteBed);

  function call(method: string, path: string, changes: Partial<ApiRequest> = {}): Promise<ApiAnswer> {
    const [address = ''] = path.split('?');
    for (const route of OPERATOR_ROUTES) {
      const form = new RegExp(`^${route.path.replace(':id', '(?<id>[^/]+)')}$`);
      const params = form.exec(`/orbit/operator${address}`)?.groups;
      if (route.method !== method || (params === undefined && route.path !== `/orbit/operator${address}`)) continue;
      const request = { query: {}, body: BODY, by: 'astrid', now: at(100), restamper, ...changes };
      return route.answer(bed.store, { params: { ...params }, ...request });
    }
    throw new Error(`no address ${path}`);
  }

  const bodyOf = (answer: ApiAnswer): Record<string, unknown> => {
    assert.ok(answer.kind === 'json', JSON.stringify(answer));
    return answer.body as Record<string, unknown>;
  };
  const problemOf = (answer: ApiAnswer): [number, string | undefined, readonly string[]] => {
    assert.ok(answer.kind === 'problem');
    const { status, code, errors = [] } = answer.problem;
    assert.notEqual(answer.problem.detail, '');
    return [status, code, errors.map(({ pointer }) => pointer)];
  };

  it('need the right to operate for commands and the right to read for the rest', () => {
    for (const { method, permission } of OPERATOR_ROUTES)
      assert.equal(permission, method === 'post' ? 'orbit.operate' : 'orbit.read');
  });

  it('carry a command out, say what is true now, and keep who and why', async () => {
    await refusedBooking(bed.store);
    const done = bodyOf(await call('post', `/messages/${HELD}/retry`));
    assert.deepEqual(
      [done.command, done.state, done.by, done.alreadyDone, done.at],
      ['retry', 'queued', 'astrid', false, at(100).toISOString()],
    );
    assert.match(String(done.detail), /goes on when its turn comes/);
    const { entries } = bodyOf(await call('get', '/journal')) as { entries: { by: string; reason: string }[] };
    assert.deepEqual(
      entries.map(({ by, reason }) => [by, reason]),
      [['astrid', 'a test says so']],
    );
  });

  it('list what waits for a person, page by page', async () => {
    await refusedBooking(bed.store);
    await heldEvent(bed.store, 'case-2');
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const page = bodyOf(await call('get', '/held', { query: { limit: '1', after } }));
      const { items, next } = page as { items: { caseId: string }[]; next: string | null };
      seen.push(...items.map(({ caseId }) => caseId));
      after = next;
    }
    assert.deepEqual(seen.sort(), ['case-1', 'case-2']);
  });

  it('tell the story of a case', async () => {
    await refusedBooking(bed.store);
    const story = bodyOf(await call('get', '/cases/case-1'));
    assert.equal(story.caseId, 'case-1');
    assert.ok(Array.isArray(story.events) && story.events.length === 1);
  });

  it('say that something is not there', async () => {
    for (const [method, path] of [
      ['post', '/messages/none/retry'],
      ['post', '/events/none/release'],
      ['post', '/cases/none/re-plan'],
      ['post', '/endpoints/none/hold'],
      ['post', `/messages/${'x'.repeat(300)}/retry`],
      ['get', '/cases/none'],
    ] as const)
      assert.deepEqual(problemOf(await call(method, path)), [404, undefined, []]);
  });

  it('say what to do about a command that makes no sense now, with its code', async () => {
    await refusedBooking(bed.store);
    assert.deepEqual(problemOf(await call('post', '/events/case-1-v1/discard')), [409, 'message-held', []]);
  });

  it('refuse a body that is no command, and say where it is wrong', async () => {
    await refusedBooking(bed.store);
    const path = `/messages/${HELD}/discard`;
    assert.deepEqual(problemOf(await call('post', path, { body: undefined })), [400, undefined, []]);
    assert.deepEqual(problemOf(await call('post', path, { body: [] })), [400, undefined, []]);
    assert.deepEqual(problemOf(await call('post', path)), [422, undefined, ['/outcome']]);
    assert.equal(stateOf(await timeline(bed.store), HELD), 'held');
    assert.equal(bodyOf(await call('post', path, { body: { ...BODY, outcome: 'not-done' } })).state, 'discarded');
  });

  it('refuse page sizes and places that are none', async () => {
    for (const query of [{ limit: '0' }, { limit: '501' }, { limit: 'all' }, { limit: ['1', '2'] }])
      assert.deepEqual(problemOf(await call('get', '/held', { query })), [422, undefined, ['?limit']]);
    assert.deepEqual(problemOf(await call('get', '/journal', { query: { before: '-1' } })), [
      422,
      undefined,
      ['?before'],
    ]);
  });
});

const timeline = async (store: Store): ReturnType<Store['caseTimeline']> => store.caseTimeline('case-1');

function stateOf(story: Awaited<ReturnType<Store['caseTimeline']>>, controlId: string): string | undefined {
  return story?.events.flatMap(({ messages }) => messages).find((message) => message.controlId === controlId)?.state;
}
