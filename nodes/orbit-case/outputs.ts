/** Which of the four outputs of orbit-case an event leaves by: booking, rebooking, cancellation, unchanged. */
import type { ChangeKind } from '../lib/surgery/index.ts';

type Outputs<M> = (M | null)[];
const at =
  (index: number) =>
  <M>(message: M): Outputs<M> =>
    [0, 1, 2, 3].map((output) => (output === index ? message : null));

export const OUTPUT_OF: Record<ChangeKind | 'unchanged', <M>(message: M) => Outputs<M>> = {
  booking: at(0),
  rebooking: at(1),
  modification: at(1),
  moved: at(1),
  cancellation: at(2),
  'no-show': at(2),
  'entered-in-error': at(2),
  unchanged: at(3),
};
