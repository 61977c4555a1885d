import assert from 'node:assert/strict';
import { applyFeed, type CaseLink, type FeedMessage, type LinkChange } from '../../../nodes/lib/surgery/index.ts';
import { cancelledLedger, CASE_ID, ledgerOf, surgicalCase } from './case-makers.ts';

type Changes = { [Part in keyof FeedMessage]?: FeedMessage[Part] | undefined };

/** What is changed to undefined is left out. */
function told(changes: Changes = {}): FeedMessage {
  const usual = { source: 'MILL|VGR', controlId: 'M1', triggerEvent: 'A08', deed: 'encounter', toldAt: 2_000 };
  const whole = { ...usual, appointmentNumbers: [], visitNumber: 'OP1', ...changes };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as unknown as FeedMessage;
}
const known: CaseLink = {
  personId: '100',
  encounter: { visitNumber: 'OP1', encounterId: '200', personId: '100', state: 'confirmed' },
  toldAt: 1_000,
};
const apply = (link: CaseLink | undefined, message: FeedMessage, ledger = ledgerOf()): LinkChange | undefined =>
  applyFeed(CASE_ID, link, ledger, message);

describe('what a message of Millennium’s changes in a link', () => {
  it('is the encounter with its numbers, and whose it is', () => {
    assert.deepEqual(apply(undefined, told({ encounterId: '200', personId: '100' })), {
      link: { ...known, toldAt: 2_000 },
    });
    assert.deepEqual(apply(known, told())?.link, { ...known, toldAt: 2_000 });
  });

  it('is nothing when the message is older than what is known; at the same time it counts', () => {
    assert.equal(apply(known, told({ toldAt: 999, deed: 'encounter-cancelled' })), undefined);
    assert.equal(
      apply(known, told({ toldAt: 1_000, deed: 'encounter-cancelled' }))?.link.encounter?.state,
      'cancelled',
    );
  });

  it('is a new encounter under a new number, of which the former numbers say nothing', () => {
    const { link } = apply(known, told({ visitNumber: 'OP1-2' })) ?? {};
    assert.deepEqual(link?.encounter, { visitNumber: 'OP1-2', state: 'confirmed' });
  });

  it('is the end of the encounter, flagged where we hold it for there', () => {
    const ended = told({ deed: 'encounter-cancelled' });
    assert.equal(apply(known, ended)?.flag, 'encounter-cancelled-there');
    assert.equal(apply(known, ended, cancelledLedger())?.flag, undefined);
    assert.equal(apply(known, told({ ...ended, visitNumber: 'OP0' }))?.flag, undefined);
    assert.equal(apply(known, ended)?.link.encounter?.encounterId, '200');
  });

  it('is a flag when the bed we hold is given up there', () => {
    assert.deepEqual(apply(known, told({ deed: 'bed-cancelled' })), {
      link: { ...known, toldAt: 2_000 },
      flag: 'bed-cancelled-there',
    });
    assert.equal(apply(known, told({ deed: 'bed-cancelled' }), cancelledLedger())?.flag, undefined);
  });

  it('is a flag when the encounter is said to be another patient’s, whose number is not taken over', () => {
    const change = apply(known, told({ personId: '999' }));
    assert.equal(change?.flag, 'other-patient');
    assert.deepEqual([change.link.personId, change.link.encounter?.personId], ['100', '999']);
  });

  it('follows persons merged, and leaves others alone', () => {
    const merged = told({ deed: 'persons-merged', formerPersonId: '100', personId: '101', visitNumber: undefined });
    const { link } = apply(known, merged) ?? {};
    assert.deepEqual([link?.personId, link?.encounter?.personId], ['101', '101']);
    const other = {
      ...known,
      personId: '7',
      encounter: { visitNumber: 'OP1', personId: '8', state: 'confirmed' as const },
    };
    assert.deepEqual(apply(other, merged)?.link, { ...other, toldAt: 2_000 });
    assert.deepEqual(apply(known, told({ ...merged, personId: undefined }))?.link, { ...known, toldAt: 2_000 });
    assert.deepEqual(apply({ toldAt: 1 }, merged)?.link, { toldAt: 2_000 });
  });

  it('follows encounters merged and moved', () => {
    const merged = apply(known, told({ deed: 'encounters-merged', visitNumber: 'V9', encounterId: '209' }))?.link;
    assert.deepEqual(merged?.encounter, { ...known.encounter, visitNumber: 'V9', encounterId: '209' });
    assert.equal(
      apply(known, told({ deed: 'encounters-merged', visitNumber: 'V9' }))?.link.encounter?.encounterId,
      undefined,
    );
    assert.deepEqual(apply({ toldAt: 1 }, told({ deed: 'encounters-merged' }))?.link, { toldAt: 2_000 });
    const moved = apply(known, told({ deed: 'encounter-moved', personId: '101' }))?.link;
    assert.deepEqual([moved?.personId, moved?.encounter?.personId], ['101', '101']);
    assert.deepEqual(apply({ toldAt: 1 }, told({ deed: 'encounter-moved', personId: '1' }))?.link, {
      personId: '1',
      toldAt: 2_000,
    });
    assert.deepEqual(apply(known, told({ deed: 'encounter-moved' }))?.link, { ...known, toldAt: 2_000 });
  });

  const appointment = (deed: FeedMessage['deed'], changes: Changes = {}): FeedMessage =>
    told({ deed, visitNumber: undefined, appointmentNumbers: [CASE_ID, 'SCH77'], ...changes });
  const start = Date.parse(surgicalCase().time.start);

  it('is the appointment with Millennium’s own number, and the encounter it names', () => {
    const { link, flag } =
      apply(undefined, appointment('appointment', { visitNumber: 'OP1', personId: '100', start })) ?? {};
    assert.deepEqual(link?.appointment, { appointmentId: 'SCH77', state: 'confirmed' });
    assert.deepEqual([link.encounter?.state, link.personId, flag], ['confirmed', '100', undefined]);
    assert.deepEqual(
      apply(undefined, appointment('appointment', { appointmentNumbers: [CASE_ID] }))?.link.appointment,
      { state: 'confirmed' },
    );
  });

  it('is a flag when the appointment stands at another time, or is gone, where we hold it for booked', () => {
    assert.equal(apply(known, appointment('appointment-moved', { start: start + 1 }))?.flag, 'appointment-moved-there');
    assert.equal(apply(known, appointment('appointment', { start: start + 1 }))?.flag, 'appointment-moved-there');
    assert.equal(apply(known, appointment('appointment-moved', { start }))?.flag, undefined);
    assert.equal(apply(known, appointment('appointment-moved'))?.flag, undefined);
    const gone = apply(known, appointment('appointment-cancelled', { visitNumber: 'OP1' }));
    assert.deepEqual([gone?.flag, gone?.link.appointment?.state], ['appointment-cancelled-there', 'cancelled']);
    assert.deepEqual(gone?.link.encounter, known.encounter);
    assert.equal(apply(known, appointment('appointment-cancelled'), cancelledLedger())?.flag, undefined);
    assert.equal(applyFeed(CASE_ID, known, undefined, appointment('appointment-cancelled'))?.flag, undefined);
  });

  it('names the other patient of an appointment too', () => {
    const change = apply(known, appointment('appointment', { visitNumber: 'OP1', personId: '999', start }));
    assert.equal(change?.flag, 'other-patient');
  });
});
