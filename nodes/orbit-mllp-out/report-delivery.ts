/** Shows the endpoint's state under the node and sends the news of every message out of the second output: ids and codes only. */
import type { Node } from 'node-red';
import type { statusOf } from '../lib/runtime/node-status.ts';
import type { EndpointService } from '../lib/runtime/services.ts';

/** A status every 250 ms is enough for the eye: at full load there are thousands of acknowledgements a second. */
const STATUS_INTERVAL_MS = 250;

/** Returns the function that ends the reporting. */
export function reportDelivery(node: Node, service: EndpointService, show: ReturnType<typeof statusOf>): () => void {
  let acknowledged = 0;
  let due: NodeJS.Timeout | undefined;
  const showLater = (): void => {
    due ??= setTimeout(() => {
      due = undefined;
      show('ok', 'acknowledged', { count: acknowledged });
    }, STATUS_INTERVAL_MS);
  };
  const unsubscribe = service.onEvent((event) => {
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
        showLater();
        break;
      case 'message:held':
        show('error', 'message-held', { code: event.code });
        break;
      case 'message:refused':
      case 'message:uncertain':
        show('warning', 'retrying', { code: event.code });
        break;
    }
    node.send([null, { topic: event.type, payload: event }]);
  });
  return () => {
    unsubscribe();
    clearTimeout(due);
  };
}
