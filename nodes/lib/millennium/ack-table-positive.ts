/** The rows of the decision table for AA and CA. */
import type { AckRule } from './ack-rules.ts';
import { ACK, SEVERITY, held, row } from './ack-table-words.ts';

const BOTH = 'AA and CA are taken for success whichever was asked for: engines in between answer either.';
const APPLICATION_FIRST = 'The application has answered; that covers the commit, in every mode.';
const HARMLESS = 'ERR-4 I and W are not errors.';
const AWAITED = 'The receiver has the message in its care: never sent again while its application is awaited.';
const CONTRADICTION = 'An accepting code with an error beside it contradicts itself; success is never assumed.';

const ACCEPTED = { class: 'accepted' } as const;
const WITH_WARNING = { class: 'accepted', warning: true } as const;

export const POSITIVE_ROWS: readonly AckRule[] = [
  row('aa-accepted-with-warning', 'AA', 'none', WITH_WARNING, HARMLESS, SEVERITY, { warningsOnly: true }),
  row('aa-accepted', 'AA', 'none', ACCEPTED, APPLICATION_FIRST, ACK),
  held('aa-with-error', 'AA', 'any', CONTRADICTION, ACK),
  row('ca-committed', 'CA', 'none', { class: 'committed' }, AWAITED, ACK, { mode: 'enhanced-full' }),
  row('ca-accepted-with-warning', 'CA', 'none', WITH_WARNING, HARMLESS, SEVERITY, { warningsOnly: true }),
  row('ca-accepted', 'CA', 'none', ACCEPTED, BOTH, ACK),
  held('ca-with-error', 'CA', 'any', CONTRADICTION, ACK),
];
