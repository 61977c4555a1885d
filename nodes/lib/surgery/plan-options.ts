/** How one site wants its messages planned. Part of the hospital profile; the field options of the builders live in the millennium room. */
import type { CareType } from './surgical-case.ts';

export interface PlanOptions {
  /** Which event registers the encounter; `none` where the receiver makes it from the SIU itself. */
  encounterEvent: Readonly<Record<CareType, 'A05' | 'A04' | 'none'>>;
  /** `A14` reserves by a message of its own; the other two carry the bed inside the encounter or the appointment. */
  bedBooking: 'A14' | 'A05-PV1-3' | 'SIU-AIL' | 'off';
  bedWhen: 'inpatient' | 'inpatient-and-day' | 'wanted';
  rebookEncounter: 'A08' | 'A05' | 'A38+A05';
  rebookBed: 'A14' | 'A27+A14';
  rebookAppointment: 'S13' | 'S15+S12';
  noShowEncounter: 'keep' | 'A38';
  enteredInError: 'S15' | 'S17';
  /** PV1-19: the case id as it is, or with a prefix; with `A38+A05` a running suffix is added from the second booking on. */
  visitNumberPrefix: string;
}

export const DEFAULT_PLAN_OPTIONS: PlanOptions = {
  encounterEvent: { inpatient: 'A05', 'day-surgery': 'A05', outpatient: 'A05' },
  bedBooking: 'A14',
  bedWhen: 'inpatient',
  rebookEncounter: 'A08',
  rebookBed: 'A14',
  rebookAppointment: 'S13',
  noShowEncounter: 'keep',
  enteredInError: 'S15',
  visitNumberPrefix: '',
};
