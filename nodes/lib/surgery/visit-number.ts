/** The visit numbers of a case: the case id behind the site's prefix, with a running suffix from the second encounter on. */
import type { CaseLedger } from './case-ledger.ts';
import type { PlanOptions } from './plan-options.ts';

type Numbered = Pick<CaseLedger, 'caseId' | 'visitCount'>;

/** PV1-19 of the encounter we have made for the case, or would make next. */
export function ownVisitNumber({ caseId, visitCount }: Numbered, { visitNumberPrefix }: PlanOptions): string {
  const base = `${visitNumberPrefix}${caseId}`;
  return visitCount > 1 ? `${base}-${String(visitCount)}` : base;
}

/** Whether the number is one this case has had or may come to have, under the prefix the site has now. */
export function isOwnVisitNumber(visitNumber: string, caseId: string, { visitNumberPrefix }: PlanOptions): boolean {
  const base = `${visitNumberPrefix}${caseId}`;
  return visitNumber.startsWith(base) && /^(?:-\d+)?$/.test(visitNumber.slice(base.length));
}

/** PV1-19 of the encounter the objects of the case belong to at present. */
export function currentVisitNumber(ledger: CaseLedger, options: PlanOptions): string {
  return ledger.encounter.name === 'none' ? ownVisitNumber(ledger, options) : ledger.encounter.visitNumber;
}

/** The count that gives the case a number it has not used. */
export function nextVisitCount({ visitCount }: Numbered): number {
  return Math.max(1, visitCount) + 1;
}
