// Ends with npm: a killed npm cannot pass a signal on, and what it started would live on and keep its port.
import { readFileSync } from 'node:fs';

const CHECK_MS = 500;

/** Calls `stop` once when npm, or the shell npm put in between, is gone. */
export function whenNpmIsGone(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parents = parentsUpToNpm();
  const timer = setInterval(() => {
    if (parentsUpToNpm() === parents) return;
    clearInterval(timer);
    stop();
  }, CHECK_MS).unref();
}

function parentsUpToNpm() {
  const { ppid } = process;
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${ppid}/stat`, 'utf8')) ?? [];
    return /^(?:ba|da|a)?sh$/.test(name) ? `${ppid} ${parent}` : String(ppid);
  } catch {
    // Only Linux has /proc.
    return String(ppid);
  }
}
