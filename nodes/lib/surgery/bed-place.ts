/** Whether a case takes a bed place, in the care of one site. */
import type { PlanOptions } from './plan-options.ts';
import type { Care, SurgicalCase } from './surgical-case.ts';

/**
 * - `none`: no bed is wanted, or the site books none
 * - `unplaced`: wanted, but neither ward nor bed is known: there is nothing to reserve yet
 * - `placed`: to be reserved, by a message of its own or inside another
 */
export type BedPlace = 'none' | 'unplaced' | 'placed';

export function bedPlaceOf({ care }: SurgicalCase, { bedBooking, bedWhen }: PlanOptions): BedPlace {
  // Who is in already has a bed, and moving it is the ward's business.
  if (bedBooking === 'off' || care.alreadyAdmitted || !care.bedWanted) return 'none';
  const isTypeServed =
    bedWhen === 'wanted' ||
    care.type === 'inpatient' ||
    (bedWhen === 'inpatient-and-day' && care.type === 'day-surgery');
  if (!isTypeServed) return 'none';
  return care.ward === undefined && care.bed === undefined ? 'unplaced' : 'placed';
}

/** The case as it is now, in the ward and bed it had: what a release must name. */
export function inPlaceOf(subject: SurgicalCase, { care: { ward, bed } }: SurgicalCase): SurgicalCase {
  const { ward: _ward, bed: _bed, ...care } = subject.care;
  return {
    ...subject,
    care: { ...care, ...(ward === undefined ? {} : { ward }), ...(bed === undefined ? {} : { bed }) },
  };
}

/** The place a case had and has no longer; undefined when it keeps it or had none. */
export function placeGivenUp(
  before: SurgicalCase,
  after: SurgicalCase,
  options: PlanOptions,
): Pick<Care, 'ward' | 'bed'> | undefined {
  if (bedPlaceOf(before, options) !== 'placed') return undefined;
  const { ward, bed } = before.care;
  const isKept = bedPlaceOf(after, options) === 'placed' && after.care.ward === ward && after.care.bed === bed;
  return isKept ? undefined : { ...(ward === undefined ? {} : { ward }), ...(bed === undefined ? {} : { bed }) };
}
