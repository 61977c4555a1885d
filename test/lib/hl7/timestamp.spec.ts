import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayOf, daysBetween, dt, dtm, isAmbiguous, isTimeZone } from '../../../nodes/lib/hl7/index.ts';

const STOCKHOLM = 'Europe/Stockholm';
const always = { offset: 'always', zone: STOCKHOLM } as const;
const never = { offset: 'never', zone: STOCKHOLM } as const;

describe('HL7 times', () => {
  it('are the wall time of the zone with its offset', () => {
    assert.equal(dtm('2026-11-10T08:00:00+01:00', always), '20261110080000+0100');
    assert.equal(dtm('2026-07-01T08:00:00+02:00', always), '20260701080000+0200');
  });

  it('are moved into the zone whatever offset they come with', () => {
    for (const iso of ['2026-11-10T07:00:00Z', '2026-11-10T02:00:00-05:00', '2026-11-10T12:30:00+05:30']) {
      assert.equal(dtm(iso, always), '20261110080000+0100');
    }
    assert.equal(dtm('2026-07-01T23:30:00Z', always), '20260702013000+0200');
  });

  it('have no offset where the site wants none', () => {
    assert.equal(dtm('2026-11-10T08:00:00+01:00', never), '20261110080000');
  });

  it('tell the two hours of the autumn night apart by their offset', () => {
    assert.equal(dtm('2026-10-25T02:30:00+02:00', always), '20261025023000+0200');
    assert.equal(dtm('2026-10-25T02:30:00+01:00', always), '20261025023000+0100');
  });

  it('can be written without an offset in the hour that comes twice, and are known to be ambiguous', () => {
    assert.equal(dtm('2026-10-25T02:30:00+01:00', never), '20261025023000');
    const ambiguous = (iso: string) => isAmbiguous(iso, STOCKHOLM);
    assert.deepEqual(['2026-10-25T02:00:00+02:00', '2026-10-25T02:59:59+01:00'].map(ambiguous), [true, true]);
    assert.deepEqual(
      [
        '2026-10-25T01:59:59+02:00',
        '2026-10-25T03:00:00+01:00',
        '2026-03-29T03:00:00+02:00',
        '2026-03-29T01:59:00+01:00',
      ].map(ambiguous),
      [false, false, false, false],
    );
  });

  it('skip the hour that the spring night does not have', () => {
    assert.equal(dtm('2026-03-29T01:59:00+01:00', always), '20260329015900+0100');
    assert.equal(dtm('2026-03-29T02:00:00+01:00', always), '20260329030000+0200');
  });

  it('give back the same instant, all year round', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        (date) => {
          const [, year, month, day, hour, minute, second, offsetHour, offsetMinute] =
            /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)$/.exec(dtm(date.toISOString(), always)) ?? [];
          const read = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offsetHour}:${offsetMinute}`);
          assert.equal(read, Math.floor(date.getTime() / 1000) * 1000);
        },
      ),
    );
  });

  it('work for zones off the full hour and west of Greenwich', () => {
    assert.equal(dtm('2026-07-01T00:00:00Z', { offset: 'always', zone: 'Asia/Kolkata' }), '20260701053000+0530');
    assert.equal(dtm('2026-07-01T00:00:00Z', { offset: 'always', zone: 'America/St_Johns' }), '20260630213000-0230');
  });

  it('are refused when they are none', () => {
    assert.throws(() => dtm('tomorrow', always), RangeError);
  });
});

describe('HL7 dates', () => {
  it('are the local day of a time', () => {
    assert.equal(dayOf('2026-11-09T23:30:00Z', STOCKHOLM), '20261110');
  });

  it('come from calendar dates; an incomplete one is left empty and not invented', () => {
    assert.equal(dt('1912-12-12'), '19121212');
    assert.deepEqual([dt(undefined), dt(''), dt('1912')], [undefined, undefined, undefined]);
  });

  it('are counted as local days, also over the change of the clocks', () => {
    assert.equal(daysBetween('2026-11-09T14:00:00+01:00', '2026-11-12T12:00:00+01:00', STOCKHOLM), 3);
    assert.equal(daysBetween('2026-10-24T23:30:00+02:00', '2026-10-26T00:10:00+01:00', STOCKHOLM), 2);
    assert.equal(daysBetween('2026-11-09T07:00:00+01:00', '2026-11-09T16:00:00+01:00', STOCKHOLM), 0);
  });

  it('know the names of zones', () => {
    assert.deepEqual([isTimeZone(STOCKHOLM), isTimeZone('Europe/Atlantis')], [true, false]);
  });
});
