/** Counts refusals in a row, and says when the endpoint had better stop: a wrong setting would put aside one case after the other, each for a person to put right. */
import type { ReplyVerdict } from '../millennium/index.ts';

/**
 * - `wrong-setting`: MSH-9, MSH-11 or MSH-12 is not taken (table 0357: 200 to 203, or CR); nothing like it will pass
 * - `all-refused`: whatever is sent is held; what is common to all of it is wrong
 */
export type StopCode = 'wrong-setting' | 'all-refused';

/** One may be the message's own fault, three cases in a row are not. */
const WRONG_SETTINGS = 3;
/** A day with a bad code table holds some; this many with nothing accepted in between is no bad luck. */
const HELD = 25;

export class StopWatch {
  #wrongSettings = 0;
  #held = 0;

  /** @returns why the endpoint is to stop now; told once, then the counting begins anew */
  count(verdict: ReplyVerdict): StopCode | undefined {
    if (verdict.class !== 'permanent') {
      if (verdict.class === 'accepted' || verdict.class === 'committed') this.#begin();
      return undefined;
    }
    this.#held += 1;
    if (verdict.stop === true) this.#wrongSettings += 1;
    const code =
      this.#wrongSettings >= WRONG_SETTINGS ? 'wrong-setting' : this.#held >= HELD ? 'all-refused' : undefined;
    if (code !== undefined) this.#begin();
    return code;
  }

  #begin(): void {
    this.#wrongSettings = 0;
    this.#held = 0;
  }
}
