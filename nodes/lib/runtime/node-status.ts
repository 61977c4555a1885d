/** The status under a node: a colour, a shape and a short translated text; never patient data. */
import type { Node, NodeAPI, NodeStatus } from 'node-red';

export type StatusTone = 'ok' | 'busy' | 'warning' | 'error' | 'idle';

const LOOKS: Record<StatusTone, Pick<NodeStatus, 'fill' | 'shape'>> = {
  ok: { fill: 'green', shape: 'dot' },
  busy: { fill: 'blue', shape: 'dot' },
  warning: { fill: 'yellow', shape: 'ring' },
  error: { fill: 'red', shape: 'ring' },
  idle: { fill: 'grey', shape: 'ring' },
};

/** Every status is translated and travels to every open editor; four a second are enough for the eye, thousands cost more than the work itself. */
const INTERVAL_MS = 250;

export type ShowStatus = (tone: StatusTone, key: string, values?: Record<string, string | number>) => void;

/** Shows `<node type>.status.<key>` from the node's own catalogue: the first at once, of a burst the last. */
export function statusOf(RED: NodeAPI, node: Node): ShowStatus {
  let waiting: (() => void) | undefined;
  let pause: NodeJS.Timeout | undefined;
  const release = (): void => {
    pause = undefined;
    const show = waiting;
    waiting = undefined;
    if (show !== undefined) showNow(show);
  };
  const showNow = (show: () => void): void => {
    show();
    pause = setTimeout(release, INTERVAL_MS);
    pause.unref();
  };
  node.on('close', () => clearTimeout(pause));
  return (tone, key, values = {}) => {
    const show = (): void => node.status({ ...LOOKS[tone], text: RED._(`${node.type}.status.${key}`, values) });
    if (pause === undefined) showNow(show);
    else waiting = show;
  };
}
