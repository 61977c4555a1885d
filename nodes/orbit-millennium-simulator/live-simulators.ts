/** The simulators that run in this process, and what each holds: a redeploy goes on where the last one was. */
import { HeldState } from './held-state.ts';
import type { MillenniumSimulator } from './simulator.ts';

const live = new Map<string, MillenniumSimulator>();
const states = new Map<string, HeldState>();

/** @param place - host and port; the node's id where any free port is taken */
export function stateFor(place: string): HeldState {
  const state = states.get(place) ?? new HeldState();
  states.set(place, state);
  return state;
}

export function forgetState(place: string): void {
  states.delete(place);
}

export function addLive(place: string, simulator: MillenniumSimulator): void {
  live.set(place, simulator);
}

export function removeLive(place: string, simulator: MillenniumSimulator): void {
  if (live.get(place) === simulator) live.delete(place);
}

/** The one on the port, or the first where no port is asked for. */
export function findLive(port?: number): MillenniumSimulator | undefined {
  for (const simulator of live.values()) if (port === undefined || simulator.port === port) return simulator;
  return undefined;
}
