import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Desk } from './desk.ts';
import { BOOKING, CANCELLATION, REBOOKING, worked, type Worked } from './messages.ts';

const NAMES: readonly Worked[] = [
  ...BOOKING,
  ...REBOOKING,
  '3-modification-1-S14',
  ...CANCELLATION,
  '5-noshow-1-S26',
  '5-noshow-2-A27',
];

/** A worked message with some of its bytes replaced, taken out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4), fc.uint8Array({ maxLength: 4 })), {
      maxLength: 6,
    }),
  )
  .map(([name, edits]) =>
    edits.reduce((bytes, [where, cut, put]) => {
      const at = Math.floor(where * bytes.length);
      return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
    }, worked(name)),
  );

describe('any bytes', () => {
  it('are answered for the control id they name, or not at all; the simulator never fails on them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: damaged },
            { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
          ),
          { maxLength: 8 },
        ),
        (contents) => {
          const desk = new Desk({ encounterFromSiu: true });
          for (const content of contents) {
            for (const acknowledgement of desk.tell(content).raw) assert.match(acknowledgement, /^MSH.*\rMSA.*\r$/su);
          }
          JSON.stringify(desk.state.view());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('change what is held only when they are accepted', () => {
    fc.assert(
      fc.property(damaged, (content) => {
        const desk = new Desk().hold(...BOOKING.map(worked));
        const held = (): string => {
          const { patients, encounters, beds, appointments } = desk.state.view();
          return JSON.stringify([patients, encounters, beds, appointments]);
        };
        const before = held();
        const { ackCode } = desk.tell(content);
        assert.ok(ackCode === 'AA' || ackCode === 'CA' || held() === before);
      }),
      { numRuns: 300 },
    );
  });
});
