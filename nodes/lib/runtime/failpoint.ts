/** Ends the process at a named step, as a power cut would: for crash tests only, armed by `ORBIT_FAILPOINT=<name>[#<n-th hit>]`, for example `T1:after#3`. */

export type Failpoint = (name: string) => void;

/** Undefined when nothing is armed, so that the hot path pays nothing. */
export function armedFailpoint(setting: string | undefined, kill: () => void): Failpoint | undefined {
  if (setting === undefined || setting === '') return undefined;
  const [, armed = setting, hit = '1'] = /^(.+?)(?:#(\d+))?$/.exec(setting) ?? [];
  let left = Number(hit);
  return (name) => {
    if (name !== armed) return;
    left -= 1;
    if (left === 0) kill();
  };
}
