/** Shows the endpoint's state under the node and sends the news of every message out of the second output: ids and codes only. */
import type { Node } from 'node-red';
import type { ShowStatus } from '../lib/runtime/node-status.ts';
import type { EndpointService } from '../lib/runtime/services.ts';

/** Returns the function that ends the reporting. */
export function reportDelivery(node: Node, service: EndpointService, show: ShowStatus): () => void {
  let acknowledged = 0;
  let held = 0;
  const showProgress = (): void => {
    if (held === 0) show('ok', 'acknowledged', { count: acknowledged });
    else show('error', 'acknowledged-held', { count: acknowledged, held });
  };
  return service.onEvent((event) => {
    switch (event.type) {
      case 'endpoint:connected':
        show('ok', 'connected');
        return;
      case 'endpoint:disconnected':
        show('warning', 'disconnected', { code: event.code });
        return;
      case 'store:unavailable':
        show('error', 'store-unavailable');
        return;
      case 'message:acknowledged':
        acknowledged += 1;
        showProgress();
        break;
      case 'message:held':
        held += 1;
        showProgress();
        break;
      case 'message:refused':
      case 'message:uncertain':
        show('warning', 'retrying', { code: event.code });
        break;
    }
    node.send([null, { topic: event.type, payload: event }]);
  });
}
