/** The hospitals of the modelled region: the profile each is deployed with, and, said apart from it, what may then be expected at the receiver. */

export type CareType = 'inpatient' | 'day-surgery' | 'outpatient';

export interface Site {
  hospital: string;
  profile: Readonly<Record<string, unknown>>;
  /** Before the case id in the visit number. */
  prefix: string;
  /** `system`: the receiver opens the encounter from the appointment. */
  encounterBy: 'us' | 'system';
  /** Whether a bed reservation of its own is found at the receiver. */
  reservesBed: boolean;
  bedFor: 'inpatient' | 'inpatient-and-day' | 'wanted';
  keepsMissedEncounter: boolean;
  /** HL7 2.3 gives the planned admission as a date and has no field for the planned operation. */
  knowsPlannedTimes: boolean;
}

const USUAL: Omit<Site, 'hospital' | 'profile'> = {
  prefix: '',
  encounterBy: 'us',
  reservesBed: true,
  bedFor: 'inpatient',
  keepsMissedEncounter: true,
  knowsPlannedTimes: true,
};

export const SITES: readonly Site[] = [
  { ...USUAL, hospital: 'SU-MOLNDAL', profile: {} },
  {
    ...USUAL,
    hospital: 'SAS-BORAS',
    profile: { plan: { rebookEncounter: 'A38+A05' }, eventOccurred: 'start' },
  },
  {
    ...USUAL,
    hospital: 'NU-NAL',
    profile: {
      plan: { encounterEvent: { 'day-surgery': 'A04', outpatient: 'A04' }, bedWhen: 'inpatient-and-day' },
    },
    bedFor: 'inpatient-and-day',
  },
  {
    ...USUAL,
    hospital: 'SKAS',
    profile: {
      plan: {
        rebookEncounter: 'A38+A05',
        rebookBed: 'A27+A14',
        rebookAppointment: 'S15+S12',
        noShowEncounter: 'A38',
      },
    },
    keepsMissedEncounter: false,
  },
  {
    ...USUAL,
    hospital: 'SV-KUNGALV',
    profile: { hl7Version: '2.5.1', plan: { bedWhen: 'wanted', visitNumberPrefix: 'V' } },
    prefix: 'V',
    bedFor: 'wanted',
  },
  { ...USUAL, hospital: 'SV-ALINGSAS', profile: { hl7Version: '2.5', plan: { bedBooking: 'SIU-AIL' } } },
  {
    ...USUAL,
    hospital: 'SU-OSTRA',
    profile: { hl7Version: '2.3', charset: '8859/1', plan: { bedBooking: 'A05-PV1-3' } },
    reservesBed: false,
    knowsPlannedTimes: false,
  },
  {
    ...USUAL,
    hospital: 'FRO-LUNDA',
    profile: {
      offset: 'never',
      appointmentIdPlacement: 'placer',
      personnelSegment: 'AIG',
      durationUnit: 'MINUTES',
      plan: { bedBooking: 'off' },
    },
    reservesBed: false,
  },
  {
    ...USUAL,
    hospital: 'ANGERED',
    profile: { plan: { encounterEvent: { inpatient: 'none', 'day-surgery': 'none', outpatient: 'none' } } },
    encounterBy: 'system',
  },
];

export function siteOf(hospital: string): Site {
  const site = SITES.find((candidate) => candidate.hospital === hospital);
  if (site === undefined) throw new RangeError(`no site ${hospital}`);
  return site;
}
