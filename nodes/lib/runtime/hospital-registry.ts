/** The hospitals of the deployed flow by site, filled by the orbit-hospital nodes and read by the nodes that map. */
import type { HospitalService } from './services.ts';

const hospitals = new Map<string, { owner: string; service: HospitalService }>();
const listeners = new Set<(hospital: string) => void>();

/** Adds the hospital; false when another node has already taken its code. */
export function registerHospital(owner: string, service: HospitalService): boolean {
  const code = service.site;
  const present = hospitals.get(code);
  if (present !== undefined && present.owner !== owner) return false;
  hospitals.set(code, { owner, service });
  for (const listener of listeners) listener(code);
  return true;
}

export function unregisterHospital(owner: string): void {
  for (const [code, entry] of hospitals) if (entry.owner === owner) hospitals.delete(code);
}

export function findHospital(code: string): HospitalService | undefined {
  return hospitals.get(code)?.service;
}

export function deployedHospitals(): string[] {
  return [...hospitals.keys()];
}

/** Calls back for every hospital that is added later. Returns the unsubscribe function. */
export function onHospital(listener: (hospital: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
