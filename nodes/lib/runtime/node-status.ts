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

/**
 * Shows `<node type>.status.<key>` from the node's own catalogue. Equal statuses in a row are sent once:
 * every status travels to every open editor.
 */
export function statusOf(RED: NodeAPI, node: Node): (tone: StatusTone, key: string, values?: Record<string, string | number>) => void {
  let last = '';
  return (tone, key, values = {}) => {
    const text = RED._(`${node.type}.status.${key}`, values);
    const shown = `${tone}|${text}|${Object.values(values).join('|')}`;
    if (shown === last) return;
    last = shown;
    node.status({ ...LOOKS[tone], text });
  };
}
