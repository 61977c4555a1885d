import assert from 'node:assert/strict';
import { bedPlaceOf, inPlaceOf, placeGivenUp } from '../../../nodes/lib/surgery/bed-place.ts';
import { DEFAULT_PLAN_OPTIONS } from '../../../nodes/lib/surgery/index.ts';
import { surgicalCase, withoutCare } from './case-makers.ts';

const dayWithBed = surgicalCase({ care: { type: 'day-surgery' } });

describe('the bed place of a case', () => {
  it('is none for a care type the site reserves no beds for', () => {
    assert.equal(bedPlaceOf(dayWithBed, DEFAULT_PLAN_OPTIONS), 'none');
    assert.equal(bedPlaceOf(dayWithBed, { ...DEFAULT_PLAN_OPTIONS, bedWhen: 'inpatient-and-day' }), 'placed');
  });

  it('is unplaced while neither ward nor bed is known', () => {
    assert.equal(bedPlaceOf(withoutCare(surgicalCase(), 'ward'), DEFAULT_PLAN_OPTIONS), 'unplaced');
    assert.equal(bedPlaceOf(surgicalCase({ care: { bed: '12' } }), DEFAULT_PLAN_OPTIONS), 'placed');
  });

  it('names in a release only what was named before', () => {
    const inBed = surgicalCase({ care: { ward: 'KIR303', bed: '12' } });
    assert.deepEqual(inPlaceOf(inBed, withoutCare(inBed, 'ward', 'bed')).care, withoutCare(inBed, 'ward', 'bed').care);
    assert.deepEqual(inPlaceOf(surgicalCase(), inBed).care, { ...surgicalCase().care, ward: 'KIR303', bed: '12' });
  });

  it('is given up when another is taken or none is wanted, and kept otherwise', () => {
    const before = surgicalCase({ care: { bed: '12' } });
    const givenUp = { ward: 'KIR302', bed: '12' };
    assert.equal(placeGivenUp(before, before, DEFAULT_PLAN_OPTIONS), undefined);
    assert.deepEqual(placeGivenUp(before, surgicalCase({ care: { bed: '14' } }), DEFAULT_PLAN_OPTIONS), givenUp);
    assert.deepEqual(placeGivenUp(before, dayWithBed, DEFAULT_PLAN_OPTIONS), givenUp);
    assert.deepEqual(placeGivenUp(surgicalCase(), dayWithBed, DEFAULT_PLAN_OPTIONS), { ward: 'KIR302' });
    const bedOnly = withoutCare(before, 'ward');
    assert.deepEqual(placeGivenUp(bedOnly, dayWithBed, DEFAULT_PLAN_OPTIONS), { bed: '12' });
    assert.equal(placeGivenUp(dayWithBed, before, DEFAULT_PLAN_OPTIONS), undefined);
  });
});
