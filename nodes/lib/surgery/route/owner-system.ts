/** The systems that can own a booking, and the names of a hospital's two sides: profiles, ledgers and messages go by them. */

/** millennium: the new one. elvis: the one before it, for as long as the hospital is not live. */
export const OWNER_SYSTEMS = ['millennium', 'elvis'] as const;
export type OwnerSystem = (typeof OWNER_SYSTEMS)[number];

/** No code of a hospital has it. */
const MARK = '/';
const ELVIS_SIDE = `${MARK}ELVIS`;

/** What a profile of the hospital for that system is found by; for Millennium the code of the hospital itself. */
export function siteOf(hospital: string, system: OwnerSystem): string {
  return system === 'elvis' ? `${hospitalOf(hospital)}${ELVIS_SIDE}` : hospitalOf(hospital);
}

/** The code of the hospital in the events of Orbit. */
export function hospitalOf(site: string): string {
  const end = site.indexOf(MARK);
  return end === -1 ? site : site.slice(0, end);
}

export function systemOf(site: string): OwnerSystem {
  return site.endsWith(ELVIS_SIDE) ? 'elvis' : 'millennium';
}
