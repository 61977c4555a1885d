/** The resource groups of an appointment: which procedures, rooms and people stand together (HL7 v2 §10.2.3). */
import type { EncodedSegment, FieldValue } from '../hl7/index.ts';
import { bedPlaceOf, type Procedure, type StaffMember } from '../surgery/index.ts';
import { resourceAction, type ResourceAction } from './coded-values.ts';
import type { Draft } from './draft.ts';
import { roomLocation } from './places.ts';
import { aig } from './segments/aig.ts';
import { ail, ailBed, ailBedGivenUp } from './segments/ail.ts';
import { aip } from './segments/aip.ts';
import { ais } from './segments/ais.ts';
import { rgs } from './segments/rgs.ts';

/** Numbers of the next segments: a set id tells a resource apart in the whole message, not in its group. */
interface Counters {
  group: number;
  service: number;
  person: number;
  location: number;
}

export function resourceGroups(draft: Draft): readonly EncodedSegment[] {
  const counters: Counters = { group: 0, service: 0, person: 0, location: 0 };
  const room = roomLocation(draft);
  const segments: EncodedSegment[] = [];
  for (const [index, procedures] of grouped(draft).entries()) {
    segments.push(...group(draft, counters, procedures, room, index === 0));
  }
  for (const procedure of separatelyRemoved(draft)) {
    counters.group += 1;
    counters.service += 1;
    const groupId = groupIdOf(draft, procedure);
    segments.push(
      rgs(draft, { number: counters.group, groupId, action: 'D' }),
      ais(draft, counters.service, procedure, 'D', true),
    );
  }
  return segments;
}

function grouped({ subject, profile }: Draft): readonly (readonly Procedure[])[] {
  const { procedures } = subject;
  return profile.resourceGrouping === 'single' || procedures.length === 0
    ? [procedures]
    : procedures.map((procedure) => [procedure]);
}

/** Order inside a group: services, general resources, locations, people. */
function group(
  draft: Draft,
  counters: Counters,
  procedures: readonly Procedure[],
  room: FieldValue,
  isFirst: boolean,
): readonly EncodedSegment[] {
  const { profile, subject } = draft;
  const action = resourceAction(draft);
  const [main] = procedures;
  counters.group += 1;
  const groupId = isFirst || main === undefined ? subject.caseId : groupIdOf(draft, main);
  const services = procedures.map((procedure) => ais(draft, (counters.service += 1), procedure, action));
  const removed = isFirst && profile.resourceGrouping === 'single' ? removedProcedures(draft) : [];
  services.push(...removed.map((procedure) => ais(draft, (counters.service += 1), procedure, 'D', true)));
  return [
    rgs(draft, { number: counters.group, groupId, action }),
    ...services,
    ...inOrder(draft, counters, action, room, isFirst),
  ];
}

function inOrder(
  draft: Draft,
  counters: Counters,
  action: ResourceAction | undefined,
  room: FieldValue,
  isFirst: boolean,
): readonly EncodedSegment[] {
  const { profile, subject } = draft;
  const removed = isFirst ? removedStaff(draft) : [];
  const staff = [
    ...subject.staff.map((member) => ({ member, action, isRemoved: false })),
    ...removed.map((member) => ({ member, action: 'D' as const, isRemoved: true })),
  ];
  const first = counters.person;
  counters.person += staff.length;
  const people = (write: typeof aip): EncodedSegment[] =>
    staff.map(({ member, action: own, isRemoved }, index) => write(draft, first + index + 1, member, own, isRemoved));
  const locations: EncodedSegment[] = [];
  if (room !== undefined) locations.push(ail(draft, (counters.location += 1), room, action));
  if (isFirst) locations.push(...bedPlaces(draft, counters, action));
  return [
    ...(profile.personnelSegment === 'AIP' ? [] : people(aig)),
    ...locations,
    ...(profile.personnelSegment === 'AIG' ? [] : people(aip)),
  ];
}

/** Where the bed is booked with the appointment: the place there is to be, and then the one given up. */
function bedPlaces(draft: Draft, counters: Counters, action: ResourceAction | undefined): readonly EncodedSegment[] {
  const { profile, planned, subject } = draft;
  if (profile.plan.bedBooking !== 'SIU-AIL') return [];
  const segments: EncodedSegment[] = [];
  if (bedPlaceOf(subject, profile.plan) === 'placed') segments.push(ailBed(draft, (counters.location += 1), action));
  const givenUp = profile.resourceAction === 'none' ? undefined : planned.removed?.bed;
  if (givenUp !== undefined) segments.push(ailBedGivenUp(draft, (counters.location += 1), givenUp));
  return segments;
}

/** The first procedure's group is the case's; the others are known by their procedure, so that an update finds the group again. */
function groupIdOf({ subject }: Draft, { code }: Procedure): string {
  return `${subject.caseId}-${code}`;
}

function separatelyRemoved(draft: Draft): readonly Procedure[] {
  return draft.profile.resourceGrouping === 'perProcedure' ? removedProcedures(draft) : [];
}

/** What the previous booking had and this one has not: receivers keep a resource until it is taken away by name. */
function removedProcedures({ planned, profile }: Draft): readonly Procedure[] {
  return profile.resourceAction === 'none' ? [] : (planned.removed?.procedures ?? []);
}

function removedStaff({ planned, profile }: Draft): readonly StaffMember[] {
  return profile.resourceAction === 'none' ? [] : (planned.removed?.staff ?? []);
}
