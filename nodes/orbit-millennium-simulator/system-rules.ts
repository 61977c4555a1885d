/** How strict the simulated site is where sites differ. */

export interface SystemRules {
  /** Refuse a cancellation of what is not there (AE 204); else it is accepted without effect, as IHE PAM asks. */
  readonly strictCancels: boolean;
  /** An appointment for an unknown visit makes the encounter. */
  readonly encounterFromSiu: boolean;
  /** A message for an unknown visit is taken as one about an encounter this system opened itself. */
  readonly acceptUnknownEncounters: boolean;
  /** A second A05 for a pre-admitted visit updates it; else it is a duplicate key. */
  readonly acceptRepeatedPreadmit: boolean;
  /** Changes of an appointment may leave RGS-2 and its likes empty. */
  readonly optionalActionCodes: boolean;
  /** P, T or D; undefined takes all three. */
  readonly expectedProcessingId: string | undefined;
  /** IANA name; the zone of times that come without an offset. */
  readonly siteZone: string;
}

export const DEFAULT_RULES: SystemRules = {
  strictCancels: false,
  encounterFromSiu: false,
  acceptUnknownEncounters: false,
  acceptRepeatedPreadmit: false,
  optionalActionCodes: false,
  expectedProcessingId: undefined,
  siteZone: 'Europe/Stockholm',
};
