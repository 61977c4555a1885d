/** What mutation testing covers: the rooms that decide, the tests that must notice a change in each, and the groups whose every change must be noticed. */

export interface MutationGroup {
  readonly name: string;
  /** Beginnings of paths below the room's folder; a file belongs to the first group that names it. */
  readonly files: readonly string[];
  /** No change may go unnoticed here: a wrong row sends a booking astray without any error. */
  readonly everyMutant?: true;
}

export interface MutationRoom {
  readonly name: string;
  readonly specs: readonly string[];
  readonly groups: readonly MutationGroup[];
}

/** Below this share of noticed changes a room fails. */
export const LOWEST_SCORE = 85;

export const ROOMS: readonly MutationRoom[] = [
  {
    name: 'hl7',
    specs: ['test/lib/hl7/*.spec.ts'],
    groups: [
      { name: 'tables of the standard', files: ['tables/', 'field-table', 'segment-rules', 'version'] },
      { name: 'reading', files: ['parse-', 'open-', 'decode-', 'escape', 'separators', 'field-path'] },
      { name: 'checking', files: ['check-', 'match-', 'value-forms'] },
      { name: 'writing', files: [''] },
    ],
  },
  {
    name: 'millennium',
    specs: ['test/lib/millennium/**/*.spec.ts', 'test/golden/*.spec.ts'],
    groups: [
      {
        name: 'acknowledgement table',
        files: ['ack-', 'answers', 'error-condition', 'find-msa', 'interpret-reply'],
        everyMutant: true,
      },
      { name: 'profile', files: ['profile/'] },
      { name: 'segments', files: ['segments/'] },
      { name: 'messages', files: [''] },
    ],
  },
  {
    name: 'surgery',
    specs: ['test/lib/surgery/*.spec.ts'],
    groups: [
      { name: 'plan', files: ['plan', 'compare-', 'differences', 'change', 'settle-'], everyMutant: true },
      { name: 'case', files: [''] },
    ],
  },
  {
    name: 'mllp',
    specs: ['test/lib/mllp/*.spec.ts'],
    groups: [
      { name: 'frames', files: ['frame'] },
      { name: 'connections', files: [''] },
    ],
  },
  {
    name: 'delivery',
    specs: ['test/lib/delivery/*.spec.ts', 'test/acknowledgements/application-acks*.spec.ts'],
    groups: [
      {
        name: 'state machine',
        files: ['claim-planner', 'lane', 'ready-messages', 'retry-policy', 'settler', 'open-work'],
        everyMutant: true,
      },
      { name: 'dispatcher and deliverer', files: [''] },
    ],
  },
];
