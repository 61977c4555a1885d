/** Whether a host is this machine, which no wire leaves. */
import { BlockList, isIP } from 'node:net';

const OWN = new BlockList();
OWN.addSubnet('127.0.0.0', 8, 'ipv4');
OWN.addAddress('::1', 'ipv6');

/** Names are not resolved: only `localhost` and addresses of this machine count. An address that is written oddly counts as another machine. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return OWN.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
