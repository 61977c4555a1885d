/** The button *test connection*: takes the dialog as it stands, unsaved, and answers with the steps of a test. Only for those who may change the endpoint. */
import type { NodeAPI } from 'node-red';
import { sendJson, sendProblem } from '../lib/runtime/problem-response.ts';
import { reportConnection } from './connection-report.ts';
import { readDialog } from './dialog-values.ts';
import type { EndpointCredentials } from './endpoint-def.ts';
import { settingsOf } from './endpoint-settings.ts';

/** What the editor shows, and sends, in place of a stored password. */
const STORED = '__PWRD__';

interface TestRequest {
  id?: unknown;
  endpoint?: unknown;
  passphrase?: unknown;
}

export function registerTestRoutes(RED: NodeAPI): void {
  const mayWrite = RED.auth.needsPermission('orbit-endpoint.write');
  RED.httpAdmin.post('/orbit/endpoint/test', mayWrite, (request, response) => {
    const { id, endpoint, passphrase } = (request.body ?? {}) as TestRequest;
    const node = typeof id === 'string' ? deployed(RED, id) : undefined;
    const def = readDialog(endpoint, (name) => environmentValue(RED, name, node));
    if (def === undefined) {
      sendProblem(response, { status: 400, title: 'Not the values of an endpoint' });
      return;
    }
    const secret = passphrase === STORED ? node?.credentials?.passphrase : passphrase;
    reportConnection(
      settingsOf(def, process.env),
      typeof secret === 'string' && secret !== '' ? secret : undefined,
      new Date(),
    ).then(
      (steps) => sendJson(response, 200, { steps }),
      // The cause may hold what was typed; it stays here.
      () => sendProblem(response, { status: 500, title: 'The test could not be carried out' }),
    );
  });
}

interface DeployedEndpoint {
  type: string;
  credentials?: EndpointCredentials;
}

function deployed(RED: NodeAPI, id: string): DeployedEndpoint | undefined {
  const node = RED.nodes.getNode(id) as DeployedEndpoint | null;
  return node?.type === 'orbit-endpoint' ? node : undefined;
}

function environmentValue(RED: NodeAPI, name: string, node: DeployedEndpoint | undefined): string {
  const value: unknown = RED.util.evaluateNodeProperty(name, 'env', (node ?? {}) as never, {});
  return typeof value === 'string' ? value : '';
}
