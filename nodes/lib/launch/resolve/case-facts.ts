/** What a launch goes by, from what is kept of a case: which encounter it has now, and what Millennium has told of it. Pure. */
import type { CaseView } from '../../store/index.ts';
import type { Patient } from '../../surgery/index.ts';
import type { CaseFacts, EncounterLink } from './resolve-launch.ts';

export interface KnownCase {
  caseId: string;
  patient: Patient;
  facts: CaseFacts;
}

/** Undefined: nothing was ever planned for the case, so that nobody can be opened. */
export function caseFacts(view: CaseView | undefined): KnownCase | undefined {
  const patient = view?.ledger?.snapshot?.patient;
  if (view === undefined || patient === undefined) return undefined;
  const { caseId, millennium } = view;
  const encounter = encounterOf(view);
  const personId = millennium?.personId;
  return {
    caseId,
    patient,
    facts: { ...(personId === undefined ? {} : { personId }), ...(encounter === undefined ? {} : { encounter }) },
  };
}

function encounterOf({ ledger, links, millennium }: CaseView): EncounterLink | undefined {
  const current = currentNumber(ledger);
  const told = millennium?.encounter;
  // What Millennium says of the encounter the case has now is newer than our own account of it.
  if (current === undefined) {
    const former = links.findLast(({ kind }) => kind === 'encounter');
    return told ?? (former && { state: 'cancelled', visitNumber: former.identifier });
  }
  if (told?.visitNumber === current) return told;
  // One of the receiver's own was not sent by us: it is there.
  if (ledger?.encounter.name === 'adopted') return { state: 'confirmed', visitNumber: current };
  const link = links.find(({ kind, identifier }) => kind === 'encounter' && identifier === current);
  return { state: link?.state ?? 'pending', visitNumber: current };
}

function currentNumber(ledger: CaseView['ledger']): string | undefined {
  return ledger === null || ledger.encounter.name === 'none' ? undefined : ledger.encounter.visitNumber;
}
