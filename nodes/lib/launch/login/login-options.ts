/** How users sign in: which identity provider, as which client, and where it sends them back to. Refuses what would send a secret in clear. */

export interface LoginOptions {
  /** The issuer, exactly as the provider writes it. */
  issuer: string;
  clientId: string;
  /** Unset: a public client, for a provider on this machine only. */
  clientSecret?: string | undefined;
  /** The whole address of the callback as it is registered with the provider. */
  redirectUri: string;
  /** `openid` and what the provider wants for the claims of a commission. */
  scope?: string;
  /** Accepted levels of assurance; unset: whatever the provider asks for. */
  acrValues?: readonly string[];
  idleMs?: number;
  maxMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export const DEFAULTS = { scope: 'openid', idleMs: 15 * 60_000, maxMs: 8 * 3_600_000 } as const;

/** What is wrong with the options, each in a sentence; none: they can be used. */
export function loginProblems({ issuer, clientId, clientSecret, redirectUri }: LoginOptions): string[] {
  const provider = URL.parse(issuer);
  const callback = URL.parse(redirectUri);
  if (provider === null) return ['The issuer is no URL.'];
  if (callback === null) return ['The address of the callback is no URL.'];
  const rules: readonly [boolean, string][] = [
    [clientId !== '', 'The client id is missing.'],
    [isSafe(provider), 'The issuer must be reached over https; http is for this machine only.'],
    [isSafe(callback), 'The callback must be reached over https; http is for this machine only.'],
    [
      provider.protocol === 'https:' || isThisMachine(callback),
      'An issuer over http is for development: it may not sign in users of other machines.',
    ],
    [
      clientSecret !== undefined || isThisMachine(provider),
      'The client secret is missing; without one only a provider on this machine is used.',
    ],
    [callback.search === '' && callback.hash === '', 'The callback has no query and no fragment.'],
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url));
}

/** By its address; no name but localhost is taken for this machine. */
export function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
