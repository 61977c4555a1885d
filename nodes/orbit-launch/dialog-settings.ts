/** Reads the dialog and the environment into the settings of the launch, and says what is missing. Pure. */
import type { NodeDef } from 'node-red';
import type { Issuer, LaunchSettings, LaunchWay } from '../lib/launch/index.ts';

export interface LaunchDef extends NodeDef {
  configVersion?: number;
  store: string;
  /** Empty: with the editor's server; else a port of its own on this machine, for the proxy in front. */
  port: number | string;
  /** `https://host`, as browsers and issuers know it; empty: this machine, for trying it out. */
  publicOrigin: string;
  /** Empty: ORBIT_OIDC_ISSUER and ORBIT_OIDC_CLIENT_ID. */
  oidcIssuer: string;
  oidcClientId: string;
  /** JSON: a list of `{"name", "keys": {"keys": [JWK…]}}`. */
  issuers: string;
  ticketSeconds: number | string;
  way: 'manual' | 'address' | 'launcher';
  template: string;
  tabChart: string;
  tabBooking: string;
  tabAnaesthesia: string;
}

export interface SignInSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  redirectUri: string;
}

export type DialogProblem = 'no-login' | 'issuers' | 'origin' | 'template';
export type ReadDialog =
  | { ok: true; settings: LaunchSettings; signIn: SignInSettings; port: number | undefined }
  | { ok: false; code: DialogProblem };

type Environment = Readonly<Record<string, string | undefined>>;

export const BASE = '/launch';
const SCHEME = 'orbit-millennium';
const EDITOR_PORT = 1880;
const FEWEST_SECONDS = 15;
const MOST_SECONDS = 120;

export function readDialog(def: LaunchDef, env: Environment, secret: string | undefined): ReadDialog {
  const port = valued(String(def.port)) === undefined ? undefined : Number(def.port);
  const publicOrigin = originOf(def, port, env);
  const provider = providerOf(def, env);
  const issuers = readIssuers(def.issuers);
  const way = wayOf(def);
  if (publicOrigin === undefined) return { ok: false, code: 'origin' };
  if (provider === undefined) return { ok: false, code: 'no-login' };
  if (issuers === undefined) return { ok: false, code: 'issuers' };
  if (way === undefined) return { ok: false, code: 'template' };
  const { origin, ...known } = provider;
  const ticketSeconds = Math.min(MOST_SECONDS, Math.max(FEWEST_SECONDS, Number(def.ticketSeconds)));
  const settings = { base: BASE, publicOrigin, loginOrigins: [origin], issuers, ticketSeconds, way, tabs: tabsOf(def) };
  const clientSecret = valued(secret) ?? valued(env.ORBIT_OIDC_CLIENT_SECRET);
  const signIn = { ...known, clientSecret, redirectUri: `${publicOrigin}${BASE}/callback` };
  return { ok: true, settings, signIn, port };
}

/** Undefined: more than scheme, host and port, or not that. */
function originOf({ publicOrigin }: LaunchDef, port: number | undefined, { PORT }: Environment): string | undefined {
  const here = `http://127.0.0.1:${String(port ?? valued(PORT) ?? EDITOR_PORT)}`;
  const origin = valued(publicOrigin)?.replace(/\/$/, '') ?? here;
  return URL.parse(origin)?.origin === origin ? origin : undefined;
}

function providerOf(
  { oidcIssuer, oidcClientId }: LaunchDef,
  { ORBIT_OIDC_ISSUER, ORBIT_OIDC_CLIENT_ID }: Environment,
): { issuer: string; clientId: string; origin: string } | undefined {
  const issuer = valued(oidcIssuer) ?? valued(ORBIT_OIDC_ISSUER);
  const clientId = valued(oidcClientId) ?? valued(ORBIT_OIDC_CLIENT_ID);
  const origin = issuer === undefined ? undefined : URL.parse(issuer)?.origin;
  return issuer === undefined || clientId === undefined || origin === undefined
    ? undefined
    : { issuer, clientId, origin };
}

function valued(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function tabsOf({ tabChart, tabBooking, tabAnaesthesia }: LaunchDef): LaunchSettings['tabs'] {
  const tabs = { chart: tabChart, booking: tabBooking, anaesthesia: tabAnaesthesia };
  return Object.fromEntries(Object.entries(tabs).filter(([, tab]) => tab.trim() !== ''));
}

function wayOf({ way, template }: LaunchDef): LaunchWay | undefined {
  if (way === 'manual') return { kind: 'manual' };
  if (way === 'launcher') return { kind: 'launcher', scheme: SCHEME };
  const isUsable = URL.parse(template)?.protocol === 'https:' && template.includes('{personId}');
  return isUsable ? { kind: 'address', template } : undefined;
}

/** Undefined: not what it should be. Empty: nobody may launch by ticket or token, only by case number. */
function readIssuers(text: string): readonly Issuer[] | undefined {
  if (text.trim() === '') return [];
  try {
    const issuers: unknown = JSON.parse(text);
    return Array.isArray(issuers) && issuers.every(isIssuer) ? issuers : undefined;
  } catch {
    return undefined;
  }
}

function isIssuer(value: unknown): value is Issuer {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('keys' in value)) return false;
  const { name, keys } = value;
  if (typeof name !== 'string' || typeof keys !== 'object' || keys === null || !('keys' in keys)) return false;
  return Array.isArray(keys.keys) && keys.keys.length > 0 && keys.keys.every(isPublicKey);
}

/** A private or symmetric key has no business here, and would be in the flow file. */
function isPublicKey(key: unknown): boolean {
  return typeof key === 'object' && key !== null && 'kty' in key && key.kty !== 'oct' && !('d' in key);
}
