import assert from 'node:assert/strict';
import type { FeedMessage } from '../../../../nodes/lib/surgery/index.ts';
import type { MakeStoreBed } from '../store-contract.ts';
import { at, newEvent } from '../samples.ts';
import { openStoreForEach } from './open-store.ts';

function told(changes: Partial<FeedMessage> = {}): FeedMessage {
  const message = {
    source: 'MILL|VGR',
    controlId: 'M1',
    triggerEvent: 'S12',
    deed: 'appointment',
    toldAt: 1_000,
  } as const;
  return { ...message, appointmentNumbers: ['case-1', 'SCH1'], visitNumber: 'V1', personId: '100', ...changes };
}

export function feedContract(makeBed: MakeStoreBed): void {
  describe('the return feed', () => {
    const bed = openStoreForEach(makeBed);
    beforeEach(() => bed.store.acceptEvents([newEvent('case-1', 1), newEvent('case-2', 1)], at(0)));

    it('keeps what is told of a case over a restart, with where it came from', async () => {
      assert.deepEqual(await bed.store.takeFeed(told(), at(1)), { kind: 'kept', changed: 1, flagged: 0 });
      const store = await bed.reopen();
      const link = await store.caseLink('case-1');
      assert.deepEqual(
        [link?.personId, link?.encounter?.visitNumber, link?.appointment?.appointmentId],
        ['100', 'V1', 'SCH1'],
      );
      assert.deepEqual((await store.caseView('case-1'))?.millennium, link);
      const [entry] = await store.linkHistory('case-1', { limit: 10 });
      assert.deepEqual(
        [entry?.controlId, entry?.triggerEvent, entry?.at, entry?.link],
        ['M1', 'S12', at(1).toISOString(), link],
      );
    });

    it('takes a message once, and a control id that is used anew', async () => {
      await bed.store.takeFeed(told(), at(1));
      assert.deepEqual(await bed.store.takeFeed(told({ personId: '999' }), at(2)), { kind: 'duplicate' });
      assert.equal((await bed.store.caseLink('case-1'))?.personId, '100');
      assert.equal((await bed.store.takeFeed(told({ toldAt: 2_000 }), at(3))).kind, 'kept');
      assert.equal((await bed.store.linkHistory('case-1', { limit: 10 })).length, 1);
    });

    it('changes nothing by an older message, and nothing of a case it does not know', async () => {
      await bed.store.takeFeed(told({ toldAt: 2_000 }), at(1));
      const older = told({ controlId: 'M0', deed: 'encounter-cancelled', appointmentNumbers: [], toldAt: 1_000 });
      assert.deepEqual(await bed.store.takeFeed(older, at(2)), { kind: 'kept', changed: 0, flagged: 0 });
      assert.equal((await bed.store.caseLink('case-1'))?.encounter?.state, 'confirmed');
      const stranger = told({ controlId: 'M2', appointmentNumbers: ['nobody'], visitNumber: 'nothing' });
      assert.deepEqual(await bed.store.takeFeed(stranger, at(3)), { kind: 'kept', changed: 0, flagged: 0 });
      assert.equal(await bed.store.caseLink('nobody'), undefined);
    });

    it('finds the case by its encounter, and every case of a patient who is merged', async () => {
      await bed.store.takeFeed(told(), at(1));
      await bed.store.takeFeed(told({ controlId: 'M2', appointmentNumbers: ['case-2'], visitNumber: 'V2' }), at(1));
      const ended = told({ controlId: 'M3', deed: 'encounter-cancelled', appointmentNumbers: [], toldAt: 2_000 });
      assert.deepEqual(await bed.store.takeFeed(ended, at(2)), { kind: 'kept', changed: 1, flagged: 0 });
      assert.equal((await bed.store.caseLink('case-1'))?.encounter?.state, 'cancelled');
      const merged = told({
        controlId: 'M4',
        deed: 'persons-merged',
        appointmentNumbers: [],
        toldAt: 3_000,
        formerPersonId: '100',
        personId: '101',
      });
      assert.deepEqual(await bed.store.takeFeed(merged, at(3)), { kind: 'kept', changed: 2, flagged: 0 });
      assert.deepEqual(
        [(await bed.store.caseLink('case-1'))?.personId, (await bed.store.caseLink('case-2'))?.personId],
        ['101', '101'],
      );
      const renumbered = told({
        controlId: 'M5',
        deed: 'encounters-merged',
        appointmentNumbers: [],
        toldAt: 4_000,
        formerVisitNumber: 'V2',
        visitNumber: 'V3',
      });
      await bed.store.takeFeed(renumbered, at(4));
      assert.equal((await bed.store.caseLink('case-2'))?.encounter?.visitNumber, 'V3');
    });

    it('lists what an operator has to look at, the newest first', async () => {
      await bed.store.takeFeed(told(), at(1));
      const other = (controlId: string, personId: string, toldAt: number): Promise<unknown> =>
        bed.store.takeFeed(told({ controlId, personId, toldAt }), at(2));
      await other('M2', '998', 2_000);
      await other('M3', '999', 3_000);
      const flags = await bed.store.flaggedLinks({ limit: 10 });
      assert.deepEqual(
        flags.map(({ caseId, flag, controlId }) => [caseId, flag, controlId]),
        [
          ['case-1', 'other-patient', 'M3'],
          ['case-1', 'other-patient', 'M2'],
        ],
      );
      assert.equal((await bed.store.flaggedLinks({ limit: 1 })).length, 1);
    });
  });
}
