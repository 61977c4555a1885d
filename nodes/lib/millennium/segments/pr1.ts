/** PR1, procedures: HL7 v2 §6.5.4. ADT only; SIU has no PR1 and tells procedures in AIS. */
import { id, nm, si, type EncodedSegment } from '../../hl7/index.ts';
import { diagnosisCode, lateralityCode, procedureCode } from '../coded-values.ts';
import type { Draft } from '../draft.ts';
import { person, responsibleSurgeon } from '../people.ts';

/** Table 0230: procedures of treatment. */
const TREATMENT = 'P';
/** PR1-2 is required in 2.3 and a site's own; later versions name the coding system in PR1-3. */
const CODING_METHOD = 'KV';

export function pr1(draft: Draft): readonly EncodedSegment[] {
  const { procedures, diagnoses, time } = draft.subject;
  const mainDiagnosis = diagnoses.find(({ main }) => main) ?? diagnoses[0];
  return procedures.map((procedure, index) =>
    draft.segment('PR1', {
      1: si(index + 1),
      2: draft.version === '2.3' ? id(CODING_METHOD) : undefined,
      3: procedureCode(draft, procedure),
      5: draft.time(time.start, 'PR1-5'),
      6: id(TREATMENT),
      // The knife time is planned for the operation; it is told once, with its main procedure.
      7: nm(index === 0 ? time.knifeMin : undefined),
      11: person(draft, responsibleSurgeon(draft.subject)),
      14: nm(procedure.main ? 1 : 2),
      15: procedure.main && mainDiagnosis !== undefined ? diagnosisCode(draft, mainDiagnosis, false) : undefined,
      16: lateralityCode(draft, procedure.laterality, 'PR1-16'),
    }),
  );
}
