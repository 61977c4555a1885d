/** Node: builds the planned appointment messages of an event by the profile of their hospital. */
import type { NodeAPI } from 'node-red';
import { buildMessage } from '../lib/millennium/index.ts';
import { registerMappingNode } from '../lib/runtime/mapping-node.ts';

export default function (RED: NodeAPI): void {
  registerMappingNode(RED, { type: 'orbit-appointment', kind: 'appointment', build: buildMessage });
}
