/** The regional flow with the modelled hospitals in it and an endpoint that loses patience soon. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SITES } from './sites.ts';

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** Seconds and counts small enough for a history of minutes to run in seconds. */
const HURRIED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // The process ends more often than an innocent event may be lost in the flow.
  'orbit-store': { gapWaitS: 0.5, dispatchTimeoutS: 10, maxDispatches: 50 },
  'orbit-endpoint': { connections: 4, connectTimeoutS: 2, ackTimeoutS: 0.5, retryMinS: 0.02, retryMaxS: 0.3 },
};

export function regionFlow(): FlowNode[] {
  const shipped = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../flows/regional.json'), 'utf8'),
  ) as FlowNode[];
  const hospitals = SITES.map(({ hospital, profile }, index): FlowNode => ({
    id: `5175000000000${String(index).padStart(3, '0')}`,
    type: 'orbit-hospital',
    name: hospital,
    hospital,
    endpoint: '',
    profile,
    configVersion: 1,
  }));
  return [
    ...shipped.filter(({ type }) => type !== 'orbit-hospital').map((node) => ({ ...node, ...HURRIED[node.type] })),
    ...hospitals,
  ];
}
