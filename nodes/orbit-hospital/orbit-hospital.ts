/** Config node: one hospital's profile, found by the other nodes through the hospital's code. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { parseProfile } from '../lib/millennium/index.ts';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { registerHospital, unregisterHospital } from '../lib/runtime/hospital-registry.ts';
import type { EndpointNode } from '../lib/runtime/services.ts';
import { siteOf, type OwnerSystem, type RouteRule } from '../lib/surgery/index.ts';
import { registerProfileRoutes } from './profile-routes.ts';
import { HOSPITAL_CONFIG_VERSION, hospitalMigrations } from './migrations.ts';

export interface HospitalDef extends NodeDef {
  configVersion?: number;
  /** The hospital's code in Orbit's events. */
  hospital: string;
  /** Config node id of an endpoint of its own; empty: the sender's. */
  endpoint: string;
  /** The hospital's system this profile is for. */
  system: OwnerSystem;
  /** How far the hospital and its operating departments have come; of the profile for Millennium. */
  routes: RouteRule[];
  /** Everything else about how the site wants its messages; what is left out takes its default. */
  profile: Record<string, unknown>;
}

export default function (RED: NodeAPI): void {
  registerProfileRoutes(RED);
  RED.nodes.registerType('orbit-hospital', function (this: Node, saved: HospitalDef) {
    const def = migrateConfig(saved, HOSPITAL_CONFIG_VERSION, hospitalMigrations);
    RED.nodes.createNode(this, saved);
    const parsed = parseProfile({ ...def.profile, hospital: def.hospital });
    if (!parsed.ok) {
      const issues = parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
      this.error(RED._('orbit-hospital.log.invalid', { hospital: def.hospital, issues }));
      return;
    }
    const endpoint = (RED.nodes.getNode(def.endpoint) as EndpointNode | null)?.service?.endpoint;
    const { system, routes } = def;
    const site = siteOf(def.hospital, system);
    if (!registerHospital(this.id, { profile: parsed.profile, endpoint, site, system, routes })) {
      this.error(RED._('orbit-hospital.log.twice', { hospital: def.hospital }));
    }
    guardClose(this, () => unregisterHospital(this.id));
  });
}
