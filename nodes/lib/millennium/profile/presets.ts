/** Ready-made profiles to begin with, as a site would write them: only what differs from the defaults. */

const NO_OID = { oid: '' };

export const PRESETS = {
  'generic-2.4': { hl7Version: '2.4' },
  /** After the outbound messages of Millennium at Barts Health: what it reads is not published. */
  'millennium-barts-like': {
    hl7Version: '2.4',
    offset: 'never',
    appointmentIdPlacement: 'placer',
    appointmentTypeField: 'SCH-7',
    personnelSegment: 'AIG',
    encounterType: 'PREADMIT',
    durationUnit: 'MINUTES',
    assigningAuthority: {
      personnummer: NO_OID,
      samordningsnummer: NO_OID,
      'nationellt-reservnummer': NO_OID,
      'vgr-reservnummer': NO_OID,
      staff: NO_OID,
    },
  },
  /** A theatre-schedule consumer that keys on SCH-2, reads AIL-3.2 and wants one resource group a procedure. */
  'epic-like': {
    hl7Version: '2.4',
    appointmentIdPlacement: 'filler',
    resourceGrouping: 'perProcedure',
    sendScheduleId: true,
    obxMeta: true,
  },
  /** Patient administration systems that register anew on a rebooking. */
  'pas-a05-a38': {
    hl7Version: '2.4',
    plan: { rebookEncounter: 'A38+A05' },
    eventOccurred: 'start',
  },
} as const;

export type PresetName = keyof typeof PRESETS;
