import assert from 'node:assert/strict';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';

describe('the fault script of the simulator', () => {
  const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });

  it('is refused when it is not right, with the place of every mistake', () => {
    const wrong = {
      rules: [{ match: { trigger: 'A05' }, times: 0, then: { ack: 'OK', silence: true, twoAcks: true } }, {}],
      delay: 1,
    };
    assert.throws(
      () => millennium.setFaults(wrong as never),
      ({ message }: Error) =>
        [
          '/delay',
          '/rules/0/match/trigger',
          '/rules/0/times',
          '/rules/0/then/ack',
          '/rules/0/then silence',
          '/rules/1/then',
        ].every((pointer) => message.includes(pointer)),
    );
  });

  it('is refused for every value that a fault cannot have', () => {
    const actions: object[] = [
      { text: '' },
      { text: 1 },
      { delayMs: '5' },
      { delayMs: -1 },
      { delayMs: 3_600_001 },
      { silence: 1 },
      { garbage: 'around' },
      { errorCode: '999' },
      { msa1: 'A|A' },
      { msa1: 1 },
      { errors: '101' },
      { without: 'everything' },
    ];
    for (const then of actions) {
      assert.throws(
        () => millennium.setFaults({ rules: [{ then }] }),
        new RegExp(`^TypeError: /rules/0/then/${Object.keys(then).join()} must`),
        JSON.stringify(then),
      );
    }
    const errors: [object, string][] = [
      [{ code: '101' }, 'place is missing'],
      [{ place: 'ERR-3' }, 'code is missing'],
      [{ place: 'ERR-2', code: '101' }, 'place must'],
      [{ place: 'ERR-3', code: '1\r2' }, 'code must'],
      [{ place: 'ERR-3', code: '101', reason: 'x' }, 'reason is not known'],
    ];
    for (const [error, message] of errors)
      assert.throws(
        () => millennium.setFaults({ rules: [{ then: { errors: [error] } as never }] }),
        new RegExp(`/rules/0/then/errors/0/${message}`),
      );
    for (const nth of [0, 1.5, '1'])
      assert.throws(
        () => millennium.setFaults({ rules: [{ match: { nth: nth as number }, then: {} }] }),
        /\/match\/nth must/,
      );
    assert.throws(() => millennium.setFaults({ rules: 'none' as never }), /\/rules must/);
    assert.throws(() => millennium.setFaults([] as never), TypeError);
    assert.throws(() => millennium.setFaults({ down: 'yes' } as never), /\/down must/);
  });
});
