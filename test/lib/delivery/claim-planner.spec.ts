import assert from 'node:assert/strict';
import { ClaimPlanner } from '../../../nodes/lib/delivery/claim-planner.ts';

describe('ClaimPlanner', () => {
  it('claims for the free lanes and as many again to be ready', () => {
    assert.equal(new ClaimPlanner(4).plan(4, 0), 8);
    assert.equal(new ClaimPlanner(4).plan(1, 0), 5);
  });

  it('claims nothing without a reason: once asked, only after work is expected again', () => {
    const planner = new ClaimPlanner(2);
    planner.begin();
    assert.equal(planner.end(0), true);
    assert.equal(planner.plan(2, 0), 0);
    planner.expectWork();
    assert.equal(planner.plan(2, 0), 4);
  });

  it('waits for half a batch while every lane is busy', () => {
    const planner = new ClaimPlanner(8);
    assert.equal(planner.plan(0, 8), 0);
    assert.equal(planner.plan(0, 4), 0);
    assert.equal(planner.plan(0, 3), 5);
  });

  it('claims a second time while a claim is under way only for a lane that would run empty, and never a third time', () => {
    const planner = new ClaimPlanner(8);
    planner.begin();
    planner.expectWork();
    assert.equal(planner.plan(0, 0), 0);
    assert.equal(planner.plan(1, 0), 1);
    assert.equal(planner.plan(3, 1), 2);
    assert.equal(planner.plan(1, 3), 0);
    planner.begin();
    planner.expectWork();
    assert.equal(planner.plan(1, 0), 0);
  });

  it('tells that the line is empty only when nothing came, nothing is under way and nothing is expected', () => {
    const planner = new ClaimPlanner(1);
    planner.begin();
    planner.begin();
    assert.equal(planner.end(0), false);
    assert.equal(planner.end(0), true);
    planner.begin();
    assert.equal(planner.end(1), false);
    planner.begin();
    planner.expectWork();
    assert.equal(planner.end(0), false);
  });
});
