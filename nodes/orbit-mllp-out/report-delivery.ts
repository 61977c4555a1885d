/** Shows the endpoint's state under the node and sends the news of every message out of the second output: ids and codes only. */
import type { Node } from 'node-red';
import type { ShowStatus } from '../lib/runtime/node-status.ts';
import type { EndpointService } from '../lib/runtime/services.ts';

/** Returns the function that ends the reporting. */
export function reportDelivery(node: Node, service: EndpointService, show: ShowStatus): () => void {
  let acknowledged = 0;
  let held = 0;
  let daysLeft: number | undefined;
  const showProgress = (): void => {
    if (held > 0) show('error', 'acknowledged-held', { count: acknowledged, held });
    else if (daysLeft === undefined) show('ok', 'acknowledged', { count: acknowledged });
    else show('warning', 'acknowledged-expiring', { count: acknowledged, days: daysLeft });
  };
  const endNotices = service.onNotice((notice) => {
    if (notice.type === 'refused') {
      show('error', 'refused', { code: notice.code });
      return;
    }
    if (notice.daysLeft === daysLeft) return;
    daysLeft = notice.daysLeft;
    if (daysLeft !== undefined) show('warning', 'expiring', { days: daysLeft });
  });
  const endEvents = service.onEvent((event) => {
    switch (event.type) {
      case 'endpoint:connected':
        if (daysLeft === undefined) show('ok', 'connected');
        else show('warning', 'expiring', { days: daysLeft });
        return;
      case 'endpoint:disconnected':
        show('warning', 'disconnected', { code: event.code });
        return;
      case 'endpoint:stopped':
        show('error', 'stopped', { code: event.code });
        break;
      case 'store:unavailable':
        show('error', 'store-unavailable');
        return;
      case 'message:acknowledged':
        acknowledged += 1;
        showProgress();
        break;
      case 'message:committed':
      case 'acknowledgement:ignored':
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
  return () => {
    endNotices();
    endEvents();
  };
}
