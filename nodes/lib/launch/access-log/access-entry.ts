/** What is told of one access: who, when, where, for what purpose, to which patient, and what became of it (HSLF-FS 2016:40 4 kap.). */
import type { PatientIdType } from '../../surgery/index.ts';
import type { LaunchUser } from '../launch-user.ts';

export type Direction = 'orbit-to-ehr' | 'ehr-to-orbit';

/** attempted: told before the way is opened. opened: the target has confirmed. denied: refused to this user. failed: could not be done. */
export type AccessOutcome = 'attempted' | 'opened' | 'denied' | 'failed';

/** What points at a patient; never on disk but sealed. */
export interface AccessSubject {
  patient?: { id: string; idType: PatientIdType } | undefined;
  /** Of the target system, for example a visit number. */
  encounter?: string | undefined;
}

export interface AccessEntry extends AccessSubject {
  /** The context id: the same in every record of one launch. */
  cid: string;
  direction: Direction;
  outcome: AccessOutcome;
  /** Why not, for example UT-409. */
  code?: string;
  /** What the launch was to open. */
  context: 'encounter' | 'patient' | 'none';
  caseId?: string;
  /** Undefined: nobody had signed in. */
  user?: Omit<LaunchUser, 'displayName'>;
  /** Where the user sits, as far as it is known. */
  clientAddress?: string;
}
