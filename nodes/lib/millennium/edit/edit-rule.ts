/** What a site's rule for finished messages is: which messages, what is done to which place, and where the value comes from. */
import type { CodeEntry, TableName } from '../profile/code-tables.ts';

export const RULE_ACTIONS = ['set', 'copy', 'clear'] as const;
export const RULE_VALUE_TYPES = ['text', 'event', 'table', 'jsonata'] as const;
export const RULE_PARTS = ['code', 'text', 'system', 'facility'] as const satisfies readonly (keyof CodeEntry)[];

export interface EditRule {
  /** The code of a hospital, or `*` for all of them. */
  hospital: string;
  /** A trigger event such as `S12`, a message type such as `SIU` or `ADT^A05`, or `*`. */
  trigger: string;
  action: (typeof RULE_ACTIONS)[number];
  /** The place to change, for example `PV1-10`, `PID-3(2).1`, `AIP(*)-9` or `ZOP-1`. */
  path: string;
  /**
   * For set, what `value` is. text: the value itself. event: the place of a field in the Orbit event, such as `case.clinic`.
   * table: the same, its content looked up in `table`. jsonata: an expression over `event`, `hospital`, `messageType` and `triggerEvent`.
   */
  valueType: (typeof RULE_VALUE_TYPES)[number];
  /** For copy the place to copy from; unused by clear. */
  value: string;
  table?: TableName;
  /** What of the table's entry is taken; the code where nothing is said. */
  part?: (typeof RULE_PARTS)[number];
}
