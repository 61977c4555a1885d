/** Moves a written time by minutes and keeps the way it is written: its offset stays. */

export function addMinutes(iso: string, minutes: number): string {
  const offset = /(Z|[+-]\d{2}:\d{2})$/.exec(iso)?.[0] ?? '';
  const local = new Date(`${iso.slice(0, 19)}Z`);
  return Number.isNaN(local.getTime())
    ? iso
    : `${new Date(local.getTime() + minutes * 60_000).toISOString().slice(0, 19)}${offset}`;
}
