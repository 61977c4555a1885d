import assert from 'node:assert/strict';
import type { FaultAction } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { worked } from './messages.ts';
import { WireClient } from './wire-client.ts';

const A05 = worked('1-booking-1-A05');
const CONTROL_ID = 'OW4Q6JJDZ7ZUQX2HJH4N';

describe('a scripted acknowledgement of the simulator', () => {
  let millennium: MillenniumSimulator;
  let wire: WireClient;
  const isPreadmitted = (): boolean => millennium.state().encounters[0]?.status === 'preadmitted';

  beforeEach(async () => {
    millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    wire = await WireClient.connect(millennium.port);
  });
  afterEach(async () => {
    wire.end();
    await millennium.close();
  });

  it('is written as another system would write it, or wrong', async () => {
    const answerTo = async (action: FaultAction): Promise<string[]> => {
      millennium.reset();
      millennium.setFaults({ rules: [{ times: 1, then: action }] });
      const [header = '', ...rest] = (await wire.exchange(A05)).split('\r').slice(0, -1);
      return header.startsWith('MSH|') ? ['MSH', ...rest] : [header, ...rest];
    };
    const errors: FaultAction['errors'] = [
      { place: 'MSA-6', code: '207', system: '' },
      { place: 'ERR-1', code: '101' },
      { place: 'ERR-1', code: 'X1', system: 'OWN' },
      { place: 'ERR-3', code: '103', severity: 'W' },
      { place: 'ERR-3', code: '206' },
    ];
    assert.deepEqual(await answerTo({ msa1: 'ae', errors, text: 'words' }), [
      'MSH',
      `MSA|ae|${CONTROL_ID}|words|||207^^`,
      'ERR|PID^1^5^101&&HL70357~PID^1^5^X1&&OWN',
      'ERR|||103^^HL70357|W||||words',
      'ERR|||206^^HL70357|E||||words',
    ]);
    assert.equal(isPreadmitted(), false);
    assert.deepEqual(await answerTo({ msa1: '' }), ['MSH', `MSA||${CONTROL_ID}||||`]);
    assert.equal(isPreadmitted(), false);
    assert.deepEqual(await answerTo({ without: 'header' }), [`MSA|AA|${CONTROL_ID}||||`]);
    assert.ok(isPreadmitted());
    assert.deepEqual(await answerTo({ without: 'msa', errors: [] }), ['MSH']);
    assert.deepEqual(await answerTo({ ack: 'AR', without: 'controlId' }), ['MSH', 'MSA|AR|||||']);
  });
});
