/** What an access was for: the words of the Swedish log contract and of the directory of staff, and what stands for them in FHIR. */

interface PurposeWords {
  /** StoreLog 2.0 `PurposeDescription`, and `commissionPurpose` of the directory. */
  swedish: string;
  /** http://terminology.hl7.org/CodeSystem/v3-ActReason */
  actReason: string;
}

export const PURPOSES = {
  care: { swedish: 'Vård och behandling', actReason: 'TREAT' },
  'quality-assurance': { swedish: 'Kvalitetssäkring', actReason: 'HQUALIMP' },
  'other-documentation': { swedish: 'Annan dokumentation enligt lag', actReason: 'HLEGAL' },
  statistics: { swedish: 'Statistik', actReason: 'HOPERAT' },
  administration: { swedish: 'Administration', actReason: 'HOPERAT' },
  'quality-register': { swedish: 'Kvalitetsregister', actReason: 'HQUALIMP' },
} as const satisfies Readonly<Record<string, PurposeWords>>;

export type Purpose = keyof typeof PURPOSES;

/** Undefined: no purpose the law knows. */
export function purposeOf(commissionPurpose: string): Purpose | undefined {
  const wanted = commissionPurpose.trim().toLocaleLowerCase('sv');
  return (Object.keys(PURPOSES) as Purpose[]).find(
    (purpose) => PURPOSES[purpose].swedish.toLocaleLowerCase('sv') === wanted,
  );
}
