import assert from 'node:assert/strict';
import { Desk } from './desk.ts';
import { BOOKING, draft, VISIT, worked, type Worked } from './messages.ts';

describe('messages that come more than once', () => {
  it('the same bytes get the same acknowledgement again and change nothing', () => {
    const desk = new Desk();
    const first = desk.tell(worked('1-booking-1-A05'));
    const state = JSON.stringify(desk.state.encounter(VISIT));
    const again = desk.tell(worked('1-booking-1-A05'));
    assert.deepEqual(again.raw, first.raw);
    assert.equal(JSON.stringify(desk.state.encounter(VISIT)), state);
    const { received, counters, anomalies } = desk.state.view();
    assert.deepEqual(
      received.map(({ duplicate }) => duplicate),
      [false, true],
    );
    assert.deepEqual([counters.received, counters.accepted, counters.duplicates], [2, 2, 1]);
    assert.deepEqual(anomalies, []);
  });

  it('a repeated message is answered as before also when the state has gone on', () => {
    const desk = new Desk().hold(...BOOKING.map(worked), worked('2-rebooking-3-S13'));
    assert.equal(desk.tell(worked('1-booking-3-S12')).ackCode, 'AA');
    assert.equal(desk.state.appointment(VISIT)?.start, '2026-11-17T08:00:00+01:00');
  });

  it('a control id used for other bytes is a duplicate key and an anomaly', () => {
    const desk = new Desk().hold(worked('1-booking-1-A05'));
    const told = desk.tell(draft('1-booking-2-A14').set('MSH', 10, 'OW4Q6JJDZ7ZUQX2HJH4N').bytes());
    assert.deepEqual([told.ackCode, told.errorCode, told.place], ['AE', '205', 'MSH^1^10']);
    assert.deepEqual(desk.anomalies, ['control-id-reused']);
    assert.equal(desk.state.bed(VISIT), undefined);
    assert.equal(desk.tell(worked('1-booking-1-A05')).ackCode, 'AA', 'the id still belongs to the first message');
  });

  it('a refused message is looked at anew when it comes again', () => {
    const desk = new Desk();
    assert.equal(desk.tell(worked('1-booking-2-A14')).errorCode, '204');
    desk.hold(worked('1-booking-1-A05'));
    assert.equal(desk.tell(worked('1-booking-2-A14')).ackCode, 'AA');
    assert.equal(desk.state.bed(VISIT)?.status, 'reserved');
  });

  it('the same content under a new control id is noticed', () => {
    const desk = new Desk().hold(...BOOKING.map(worked), worked('2-rebooking-3-S13'));
    desk.hold(draft('2-rebooking-3-S13').bytes());
    assert.deepEqual(desk.anomalies, ['repeated-content']);
  });

  it('a message between about the bed does not hide that the appointment was moved twice', () => {
    const desk = new Desk().hold(...BOOKING.map(worked), worked('2-rebooking-3-S13'), worked('2-rebooking-2-A14'));
    desk.hold(draft('2-rebooking-3-S13').bytes());
    assert.ok(desk.anomalies.includes('repeated-content'));
  });

  it('an update may say the same again: what has changed may be nothing the message tells', () => {
    const desk = new Desk().hold(...BOOKING.map(worked), worked('2-rebooking-1-A08'));
    desk.hold(draft('2-rebooking-1-A08').bytes());
    assert.deepEqual(desk.anomalies, []);
  });

  it('an appointment that has been in another visit between may be booked in the same words again', () => {
    const elsewhere = (name: Worked): Buffer => draft(name).set('PV1', 19, 'V2^^^ORBIT^VN').bytes();
    const desk = new Desk().hold(...BOOKING.map(worked), elsewhere('1-booking-1-A05'));
    desk.hold(elsewhere('2-rebooking-3-S13'), elsewhere('4-cancellation-1-S15'));
    desk.hold(draft('1-booking-3-S12').bytes());
    assert.deepEqual(
      desk.anomalies.filter((kind) => kind === 'repeated-content'),
      [],
    );
  });

  it('a message written before one that came earlier is noticed', () => {
    const desk = new Desk().hold(...BOOKING.map(worked), worked('2-rebooking-1-A08'));
    desk.hold(draft('1-booking-2-A14').bytes());
    assert.deepEqual(desk.anomalies, ['older-message']);
  });

  it('a message without a control id is noticed and never remembered', () => {
    const desk = new Desk();
    const nameless = draft('1-booking-1-A05').set('MSH', 10, '').bytes();
    desk.tell(nameless);
    desk.tell(nameless);
    assert.deepEqual(desk.anomalies, ['control-id-missing', 'control-id-missing']);
    assert.deepEqual(
      desk.state.view().received.map(({ duplicate }) => duplicate),
      [false, false],
    );
  });
});
