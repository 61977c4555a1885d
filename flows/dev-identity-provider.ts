/**
 * An identity provider with invented people, for development on this machine: `node flows/dev-identity-provider.ts`. Prints its address as one line
 * of JSON, and ends with the process that started it. ORBIT_DEV_IDP_PORT, ORBIT_OIDC_CLIENT_ID, ORBIT_OIDC_CLIENT_SECRET; see docs/login.md.
 */
import { isLoopback } from './environment.ts';
import { startIdentityProvider } from './identity-provider/provider.ts';

const EX_CONFIG = 78;
const host = process.env.HOST?.trim() || '127.0.0.1';
const port = Number(process.env.ORBIT_DEV_IDP_PORT ?? '0');

if (!isLoopback(host)) {
  console.error(`HOST=${host}: the development identity provider asks for no password and serves this machine only.`);
  process.exit(EX_CONFIG);
}
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('ORBIT_DEV_IDP_PORT must be a port number from 0 to 65535.');
  process.exit(EX_CONFIG);
}
const clientSecret = process.env.ORBIT_OIDC_CLIENT_SECRET?.trim();
const provider = await startIdentityProvider({
  port,
  clientId: process.env.ORBIT_OIDC_CLIENT_ID?.trim() || 'orbit-millennium',
  clientSecret: clientSecret === '' ? undefined : clientSecret,
});
const address = { issuer: provider.issuer };
console.log(JSON.stringify(address));
process.send?.(address);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));
// Started with a channel to its parent: without one left, nobody needs it any more.
if (process.connected) process.on('disconnect', () => process.exit(0));
