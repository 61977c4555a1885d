/** Plugin of the editor: the preview pane in the dialogs of the mapping nodes, and the routes it asks. Nothing is stored, nothing is sent. */
import type { NodeAPI } from 'node-red';
import { expressionsOf } from '../lib/runtime/expressions.ts';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import type { StoreNode } from '../lib/runtime/services.ts';
import { preview } from './preview.ts';
import { readRequest } from './preview-request.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';
import { withoutPersons } from './without-persons.ts';

export default function (RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('orbit-preview.read');
  const expressions = expressionsOf(RED);

  RED.httpAdmin.get('/orbit/preview/samples', mayRead, (_request, response) => {
    sendJson(response, 200, SAMPLE_EVENTS);
  });

  RED.httpAdmin.get('/orbit/preview/newest', mayRead, (_request, response) => {
    newestEvent(RED).then(
      (event) => sendJson(response, 200, event === undefined ? null : withoutPersons(event)),
      () => sendProblem(response, { status: 503, title: 'The store cannot be read' }),
    );
  });

  RED.httpAdmin.post('/orbit/preview', mayRead, (request, response) => {
    const read = readRequest(request.body, (text) => expressions.isExpression(text));
    if (!read.ok) {
      if (read.problem === undefined) sendProblem(response, { status: 400, title: 'Not what a preview is made from' });
      else sendJson(response, 200, { change: null, messages: [], warnings: [], problem: read.problem, ruleIssues: [] });
      return;
    }
    const { kind, ...input } = read.request;
    const evaluate = expressions.evaluate.bind(expressions);
    preview({ ...input, evaluate, now: new Date() }, kind).then(
      (view) => sendJson(response, 200, { ...view, ruleIssues: read.ruleIssues }),
      // The cause may hold what the event holds; it stays here.
      () => sendProblem(response, { status: 500, title: 'The preview could not be made' }),
    );
  });
}

async function newestEvent(
  RED: NodeAPI,
): ReturnType<Awaited<NonNullable<StoreNode['service']>['opened']>['newestEvent']> {
  const ids: string[] = [];
  RED.nodes.eachNode(({ type, id }) => {
    if (type === 'orbit-store') ids.push(id);
  });
  for (const id of ids) {
    const service = (RED.nodes.getNode(id) as StoreNode | null)?.service;
    const event = await (await service?.opened)?.newestEvent();
    if (event !== undefined) return event;
  }
  return undefined;
}
