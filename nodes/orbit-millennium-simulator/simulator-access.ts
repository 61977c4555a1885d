/** Decides who may see and script the simulator: programs on this machine, or whoever has the intake's token. */
import type { IncomingMessage } from 'node:http';
import { hasBearerToken } from '../lib/runtime/bearer-token.ts';

export type Access = 'granted' | 'token-needed' | 'foreign-page';

/** @param env - ORBIT_TOKEN; TRUST_PROXY, behind which every request seems to come from this machine */
export function accessOf(request: IncomingMessage, env: NodeJS.ProcessEnv): Access {
  if (hasBearerToken(request, env.ORBIT_TOKEN ?? '')) return 'granted';
  const isProxied = (env.TRUST_PROXY ?? '') !== '' && env.TRUST_PROXY !== '0';
  if (isProxied || !isLoopbackAddress(request.socket.remoteAddress ?? '')) return 'token-needed';
  return isOfThisMachine(request) ? 'granted' : 'foreign-page';
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** A page of another site in a browser on this machine comes from loopback too; its Host or Origin gives it away. */
function isOfThisMachine({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!/^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return headers.origin === undefined || headers.origin === `http://${host}` || headers.origin === `https://${host}`;
}
