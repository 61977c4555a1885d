/** Waits until a condition of another process holds, asking again at short intervals, and tells what was seen last when it never does. */

const ASK_AGAIN_MS = 25;

export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (seen: T) => boolean,
  deadlineMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  let seen: T | undefined;
  let failure: unknown;
  do {
    try {
      seen = await ask();
      failure = undefined;
      if (holds(seen)) return seen;
    } catch (cause) {
      failure = cause;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  } while (performance.now() < deadline);
  throw new Error(
    `${what} did not come true; last seen: ${failure === undefined ? JSON.stringify(seen) : failure instanceof Error ? failure.message : 'an unknown failure'}`,
  );
}
