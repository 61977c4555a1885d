import assert from 'node:assert/strict';
import { isLoopback } from '../../../nodes/lib/mllp/index.ts';

describe('isLoopback', () => {
  for (const host of [
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])
    it(`${host} is this machine`, () => assert.ok(isLoopback(host)));
  for (const host of [
    '',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '127.1',
    '2130706433',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '::ffff:10.0.0.1',
    'millennium',
    '[::1]',
    ' 127.0.0.1',
  ])
    it(`"${host}" is not`, () => assert.ok(!isLoopback(host)));
});
