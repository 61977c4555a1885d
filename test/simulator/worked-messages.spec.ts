import assert from 'node:assert/strict';
import { Desk } from './desk.ts';
import { BOOKING, CANCELLATION, PATIENT, REBOOKING, VISIT, worked } from './messages.ts';

describe('the worked messages, told to the simulator', () => {
  it('book: a pre-admitted encounter, a reserved bed, a booked appointment', () => {
    const { state, anomalies } = new Desk().hold(...BOOKING.map(worked));
    assert.deepEqual(state.patient(PATIENT), {
      id: PATIENT,
      authority: 'PNR',
      family: 'Tolvansson',
      given: 'Tolvan',
      middle: '',
      birthDate: '1912-12-12',
      sex: 'M',
      otherIds: [],
    });
    assert.deepEqual(state.encounter(VISIT), {
      visitNumber: VISIT,
      patientId: PATIENT,
      status: 'preadmitted',
      origin: 'registration',
      class: 'I',
      location: { ward: 'KIR302', room: '', bed: '', facility: 'SUMOLNDAL' },
      service: 'ORT',
      doctor: { id: 'SE2321000131-P000000123456', family: 'Åström', given: 'Örjan' },
      admissionType: 'C',
      patientType: '',
      priority: '3',
      admitReason: { code: 'NFB49', text: 'Primär total höftprotes' },
      accommodation: { code: '', text: '' },
      expectedAdmitAt: '2026-11-09T14:00:00+01:00',
      expectedDischargeAt: '2026-11-12T12:00:00+01:00',
      expectedSurgeryAt: '2026-11-10T08:00:00+01:00',
      expectedStayDays: '3',
      procedures: [
        {
          code: 'NFB49',
          text: 'Primär total höftprotes',
          at: '2026-11-10T08:00:00+01:00',
          minutes: '95',
          priority: '1',
          modifier: 'ZXA00',
          surgeonId: 'SE2321000131-P000000123456',
        },
      ],
      diagnoses: [{ code: 'M16.1', text: 'Primär koxartros', type: 'A', priority: '1' }],
    });
    assert.deepEqual(state.bed(VISIT), {
      visitNumber: VISIT,
      ward: 'KIR302',
      room: '',
      bed: '',
      facility: 'SUMOLNDAL',
      from: '2026-11-09T14:00:00+01:00',
      to: '2026-11-12T12:00:00+01:00',
      status: 'reserved',
    });
    assert.deepEqual(state.appointment(VISIT), {
      id: VISIT,
      placerId: VISIT,
      fillerId: VISIT,
      visitNumber: VISIT,
      patientId: PATIENT,
      status: 'Booked',
      start: '2026-11-10T08:00:00+01:00',
      end: '2026-11-10T10:30:00+01:00',
      minutes: 150,
      room: 'OP3',
      department: 'CENTRALOP',
      facility: 'SUMOLNDAL',
      type: { code: 'ELEKTIV', text: 'Elektiv operation' },
      reason: { code: 'NFB49', text: 'Primär total höftprotes' },
      eventReason: { code: 'BOKAD', text: 'Operation bokad' },
      services: [{ code: 'NFB49', text: 'Primär total höftprotes' }],
      staff: [
        { id: 'SE2321000131-P000000123456', role: 'SURG', family: 'Åström', given: 'Örjan' },
        { id: 'SE2321000131-P000000123457', role: 'ANES', family: 'Läkare', given: 'Anna' },
      ],
      resources: [],
      notes: ['Fastande från kl 24. Rör-/latexfri sal.'],
    });
    assert.deepEqual(anomalies, []);
  });

  it('rebook: every time moves, the identifiers stay', () => {
    const { state } = new Desk().hold(...[...BOOKING, ...REBOOKING].map(worked));
    assert.equal(state.encounter(VISIT)?.expectedAdmitAt, '2026-11-16T14:00:00+01:00');
    assert.equal(state.encounter(VISIT)?.procedures[0]?.at, '2026-11-17T08:00:00+01:00');
    assert.equal(state.bed(VISIT)?.from, '2026-11-16T14:00:00+01:00');
    assert.equal(state.appointment(VISIT)?.start, '2026-11-17T08:00:00+01:00');
    assert.deepEqual(state.appointment(VISIT)?.eventReason, { code: '1a', text: 'Akut operation prioriteras' });
    assert.equal(state.view().appointments.length, 1);
  });

  it('modify: the room changes and nothing else', () => {
    const desk = new Desk().hold(...[...BOOKING, ...REBOOKING].map(worked));
    const before = desk.state.appointment(VISIT);
    desk.hold(worked('3-modification-1-S14'));
    const eventReason = { code: 'SALBYTE', text: 'Byte av operationssal' };
    assert.deepEqual(desk.state.appointment(VISIT), { ...before, room: 'OP5', eventReason });
  });

  it('cancel: appointment, bed and encounter are gone, in that order', () => {
    const desk = new Desk().hold(...[...BOOKING, ...REBOOKING, '3-modification-1-S14' as const].map(worked));
    const statuses = CANCELLATION.map((name) => {
      desk.hold(worked(name));
      return [
        desk.state.appointment(VISIT)?.status,
        desk.state.bed(VISIT)?.status,
        desk.state.encounter(VISIT)?.status,
      ];
    });
    assert.deepEqual(statuses, [
      ['Cancelled', 'reserved', 'preadmitted'],
      ['Cancelled', 'released', 'preadmitted'],
      ['Cancelled', 'released', 'cancelled'],
    ]);
    assert.deepEqual(desk.anomalies, []);
  });

  it('no-show: the bed is free again and the encounter stays', () => {
    const desk = new Desk().hold(...[...BOOKING, ...REBOOKING, '3-modification-1-S14' as const].map(worked));
    desk.hold(worked('5-noshow-1-S26'), worked('5-noshow-2-A27'));
    assert.equal(desk.state.appointment(VISIT)?.status, 'Noshow');
    assert.equal(desk.state.bed(VISIT)?.status, 'released');
    assert.equal(desk.state.encounter(VISIT)?.status, 'preadmitted');
    assert.deepEqual(desk.anomalies, []);
  });
});
