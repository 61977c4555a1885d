/** Writes what becomes of the connections into the log, in the words of the catalogue: codes, names of certificates and days, never an address or a patient. */
import type { Node, NodeAPI } from 'node-red';
import type { TransportNews } from './endpoint-transport.ts';
import type { ExpiryNotice } from './expiry-notices.ts';

/** What the code means and what to do about it; the code itself where the catalogue has no word for it. */
export function explain(RED: NodeAPI, code: string): string {
  const key = `orbit-endpoint.failure.${code}`;
  const text = RED._(key);
  return text === key || text === '' ? code : text;
}

export function logTransport(
  RED: NodeAPI,
  node: Node,
): Pick<TransportNews, 'renewed' | 'kept' | 'logExpiry'> & { failed: (code: string) => void } {
  const logExpiry = ({ whose, warning, daysLeft, commonName, validTo }: ExpiryNotice): void => {
    const key = `orbit-endpoint.log.${warning === 'expired' ? 'expired' : 'expiring'}-${whose}`;
    const text = RED._(key, { name: commonName, days: daysLeft, day: validTo });
    if (warning === 'expired' || warning === 'within-7-days') node.error(text);
    else node.warn(text);
  };
  return {
    failed: (code) => node.warn(RED._('orbit-endpoint.log.failed', { code, reason: explain(RED, code) })),
    renewed: () => node.log(RED._('orbit-endpoint.log.renewed')),
    kept: (code) => node.warn(RED._('orbit-endpoint.log.kept', { code, reason: explain(RED, code) })),
    logExpiry,
  };
}
