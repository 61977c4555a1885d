/** The development identity provider in a process of its own, which puts into its tokens what its parent tells it to. `process.argv[2]`: the client's secret. */
import { startIdentityProvider } from '../../flows/identity-provider/provider.ts';
import { encode } from '../../flows/identity-provider/id-token.ts';

/** What the next tokens have instead. */
export interface Crookedness {
  header?: Record<string, unknown>;
  /** Undefined in the message as null: the claim is left out. */
  claims?: Record<string, unknown>;
  /** The last character of the signature is another one. */
  badSignature?: boolean;
}

let crooked: Crookedness = {};

const provider = await startIdentityProvider({
  port: 0,
  clientId: 'orbit-millennium',
  clientSecret: process.argv[2],
  tamper: ({ header, claims }) => {
    const all = { ...claims, ...crooked.claims };
    const changed = {
      header: { ...header, ...crooked.header },
      claims: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)),
    };
    return crooked.badSignature === true
      ? `${encode(changed.header)}.${encode(changed.claims)}.${Buffer.alloc(64, 7).toString('base64url')}`
      : changed;
  },
});
process.on('message', (message) => {
  crooked = message as Crookedness;
  process.send?.({ ready: true });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ issuer: provider.issuer });
