/** What a message of the receiver's changes in the link of one case, and what an operator has to know about it. Pure. */
import type { CaseLedger } from '../case-ledger.ts';
import type { AppointmentLinked, CaseLink, EncounterLinked } from './case-link.ts';
import type { FeedDeed, FeedMessage } from './feed-message.ts';

/** What the receiver has done that we have not asked for. */
export type LinkFlag =
  | 'encounter-cancelled-there'
  | 'bed-cancelled-there'
  | 'appointment-cancelled-there'
  | 'appointment-moved-there'
  | 'other-patient';

export interface LinkChange {
  link: CaseLink;
  flag?: LinkFlag;
}

/**
 * Undefined: the message is older than what is known, and changes nothing.
 * @param ledger what we believe the receiver holds of the case
 */
export function applyFeed(
  caseId: string,
  link: CaseLink | undefined,
  ledger: CaseLedger | undefined,
  message: FeedMessage,
): LinkChange | undefined {
  if (link !== undefined && message.toldAt < link.toldAt) return undefined;
  const before: CaseLink = { ...link, toldAt: message.toldAt };
  return DEEDS[message.deed]({ caseId, before, ledger, message });
}

interface Told {
  caseId: string;
  before: CaseLink;
  ledger: CaseLedger | undefined;
  message: FeedMessage;
}

const DEEDS: Readonly<Record<FeedDeed, (told: Told) => LinkChange>> = {
  'persons-merged': ({ before, message }) => ({ link: withPerson(before, message) }),
  'encounters-merged': ({ before, message }) => ({ link: withEncounterNumber(before, message) }),
  'encounter-moved': ({ before, message }) => ({ link: movedToPerson(before, message) }),
  encounter: ({ before, ledger, message }) => withEncounter(before, ledger, message, 'confirmed'),
  'encounter-cancelled': ({ before, ledger, message }) => withEncounter(before, ledger, message, 'cancelled'),
  'bed-cancelled': ({ before, ledger }) => ({
    link: before,
    ...(ledger?.bed === 'reserved' ? { flag: 'bed-cancelled-there' } : {}),
  }),
  appointment: ({ caseId, before, ledger, message }) => withAppointment(caseId, before, ledger, message),
  'appointment-moved': ({ caseId, before, ledger, message }) => withAppointment(caseId, before, ledger, message),
  'appointment-cancelled': ({ caseId, before, ledger, message }) => withAppointment(caseId, before, ledger, message),
};

function withPerson(link: CaseLink, { personId, formerPersonId }: FeedMessage): CaseLink {
  if (personId === undefined) return link;
  const { encounter } = link;
  return {
    ...link,
    ...(link.personId === formerPersonId ? { personId } : {}),
    ...(encounter?.personId === formerPersonId && encounter !== undefined
      ? { encounter: { ...encounter, personId } }
      : {}),
  };
}

function withEncounterNumber(link: CaseLink, { visitNumber, encounterId }: FeedMessage): CaseLink {
  const { encounter } = link;
  if (encounter === undefined || visitNumber === undefined) return link;
  // The number of the encounter that is no more must not open anything.
  const { encounterId: _former, ...kept } = encounter;
  return { ...link, encounter: { ...kept, visitNumber, ...(encounterId === undefined ? {} : { encounterId }) } };
}

function movedToPerson(link: CaseLink, { personId }: FeedMessage): CaseLink {
  const { encounter } = link;
  if (personId === undefined) return link;
  return { ...link, personId, ...(encounter === undefined ? {} : { encounter: { ...encounter, personId } }) };
}

function withEncounter(
  link: CaseLink,
  ledger: CaseLedger | undefined,
  message: FeedMessage,
  state: EncounterLinked['state'],
): LinkChange {
  const visitNumber = message.visitNumber ?? link.encounter?.visitNumber;
  if (visitNumber === undefined) return { link: withFirstPerson(link, message) };
  const encounter = { ...knownOf(link.encounter, visitNumber), ...numbersOf(message), visitNumber, state };
  const linked = { ...withFirstPerson(link, message), encounter };
  if (state === 'cancelled') {
    // The end of one number says nothing of the case when it goes by another now.
    const isOurs =
      ledger !== undefined && ledger.encounter.name !== 'none' && ledger.encounter.visitNumber === visitNumber;
    return { link: linked, ...(isOurs ? { flag: 'encounter-cancelled-there' } : {}) };
  }
  return { link: linked, ...otherPatient(linked) };
}

function withAppointment(
  caseId: string,
  link: CaseLink,
  ledger: CaseLedger | undefined,
  message: FeedMessage,
): LinkChange {
  const state: AppointmentLinked['state'] = message.deed === 'appointment-cancelled' ? 'cancelled' : 'confirmed';
  const appointmentId = message.appointmentNumbers.find((number) => number !== caseId);
  const appointment = { ...link.appointment, ...(appointmentId === undefined ? {} : { appointmentId }), state };
  const withVisit =
    message.visitNumber === undefined || state === 'cancelled'
      ? { link }
      : withEncounter(link, ledger, message, 'confirmed');
  const linked = { ...withFirstPerson(withVisit.link, message), appointment };
  const flag = flagOfAppointment(ledger, message) ?? withVisit.flag;
  return { link: linked, ...(flag === undefined ? {} : { flag }) };
}

function flagOfAppointment(ledger: CaseLedger | undefined, { deed, start }: FeedMessage): LinkFlag | undefined {
  if (ledger?.appointment !== 'booked') return undefined;
  if (deed === 'appointment-cancelled') return 'appointment-cancelled-there';
  const planned = Date.parse(ledger.snapshot?.time.start ?? '');
  return start === undefined || Number.isNaN(planned) || start === planned ? undefined : 'appointment-moved-there';
}

/** An encounter under another number is another encounter: nothing of the former one holds for it. */
function knownOf(encounter: EncounterLinked | undefined, visitNumber: string): Partial<EncounterLinked> {
  return encounter?.visitNumber === visitNumber ? encounter : {};
}

function numbersOf({ encounterId, personId }: FeedMessage): Pick<EncounterLinked, 'encounterId' | 'personId'> {
  return { ...(encounterId === undefined ? {} : { encounterId }), ...(personId === undefined ? {} : { personId }) };
}

/** The first number told stays until a merge or a move says otherwise: another one may be a mix-up, which nobody may be led into. */
function withFirstPerson(link: CaseLink, { personId }: FeedMessage): CaseLink {
  return link.personId !== undefined || personId === undefined ? link : { ...link, personId };
}

function otherPatient({ personId, encounter }: CaseLink): { flag?: LinkFlag } {
  const isOther = personId !== undefined && encounter?.personId !== undefined && encounter.personId !== personId;
  return isOther ? { flag: 'other-patient' } : {};
}
