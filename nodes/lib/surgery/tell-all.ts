/** The ledger of a case whose last plan was broken off, or is to be told once more: what the receiver holds, and that everything is to be told. */
import type { CaseLedger, Holdings } from './case-ledger.ts';
import { MESSAGE_KINDS, type MessageKind } from './planned-message.ts';
import type { SurgicalCase } from './surgical-case.ts';

type ToldObjects = Readonly<Partial<Record<MessageKind, SurgicalCase>>>;
type Held = Pick<Holdings, 'encounter' | 'bed' | 'appointment'>;

export interface ToldSoFar {
  /** What the receiver holds: `before` of the first message it has not accepted; undefined when it has accepted every one. */
  holdings: Holdings | undefined;
  /** The case as each kind of object was last told, whether or not the object still exists. */
  told: ToldObjects;
  /** The case as it was last told in any way; undefined while nothing was. */
  last: SurgicalCase | undefined;
}

/** @param ledger as it was left by the last plan, whose messages it takes for accepted */
export function tellEverything(ledger: CaseLedger, { holdings, told, last }: ToldSoFar): CaseLedger {
  const { bookedUnder, admissionSaid, ...held } = holdings ?? holdingsOf(ledger);
  const { snapshot: _snapshot, tellAll: _tellAll, ...rest } = { ...ledger, ...held };
  const known = ofExisting(told, held);
  const snapshot = known.appointment ?? known.encounter ?? known.bed ?? last;
  return {
    ...rest,
    ...(snapshot === undefined ? {} : { snapshot }),
    tellAll: {
      told: known,
      ...(bookedUnder === undefined ? {} : { bookedUnder }),
      ...(admissionSaid === undefined ? {} : { admissionSaid }),
    },
  };
}

function holdingsOf({ hospital, encounter, bed, appointment, visitCount, tellAll }: CaseLedger): Holdings {
  const { told: _told, ...unfinished } = tellAll ?? { told: {} };
  return { hospital, encounter, bed, appointment, visitCount, ...unfinished };
}

function ofExisting(told: ToldObjects, held: Held): ToldObjects {
  const kinds = MESSAGE_KINDS.filter((kind) => exists(kind, held));
  return Object.fromEntries(kinds.flatMap((kind) => (told[kind] === undefined ? [] : [[kind, told[kind]]])));
}

/** A missed visit is no object any more: nothing of it can be changed or taken back. */
function exists(kind: MessageKind, { encounter, bed, appointment }: Held): boolean {
  switch (kind) {
    case 'encounter':
      return encounter.name !== 'none';
    case 'bed':
      return bed === 'reserved';
    case 'appointment':
      return appointment === 'booked';
  }
}
