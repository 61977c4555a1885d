import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIALS_PROBLEMS, TLS_FAILURE_CODES } from '../../nodes/lib/mllp/index.ts';

const FOLDER = join(import.meta.dirname, '../../nodes/orbit-endpoint');
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** Every way a connection or an exchange can fail, beside those of TLS. */
const OTHERS = [
  'plain-off-loopback',
  'plain-in-production',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'dns-timeout',
  'dns-failed',
  'connect-timeout',
  'address-invalid',
  'closed-by-peer',
  'connection-lost-after-write',
  'ack-timeout',
  'write-timeout',
  'reply-too-large',
  'commit-nak',
];

describe('the texts of the endpoint', () => {
  for (const language of ['en-US', 'sv']) {
    it(`say in ${language} what to do about every failure`, () => {
      const catalogue = JSON.parse(read(`locales/${language}/orbit-endpoint.json`)) as {
        'orbit-endpoint': { failure: Record<string, string> };
      };
      const told = Object.keys(catalogue['orbit-endpoint'].failure).sort();
      assert.deepEqual(told, [...TLS_FAILURE_CODES, ...CREDENTIALS_PROBLEMS, ...OTHERS].sort());
    });

    it(`have a sentence of help in ${language} for every field`, () => {
      const catalogue = JSON.parse(read(`locales/${language}/orbit-endpoint.json`)) as {
        'orbit-endpoint': { label: Record<string, string> };
      };
      const help = read(`locales/${language}/orbit-endpoint.html`);
      const bold = [...help.matchAll(/<b>([^<]+)<\/b>/g)].map(([, text]) => text ?? '');
      for (const label of Object.values(catalogue['orbit-endpoint'].label)) {
        // The help leaves out the unit and the kind of value.
        const name = label.replace(/ \([^)]*\)$/, '');
        assert.ok(bold.includes(name), `${name} is not explained`);
      }
    });
  }

  it('name every field of the dialog that is saved', () => {
    const page = read('orbit-endpoint.html');
    const saved = [...page.matchAll(/^ {6}(\w+): \{ value: /gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'configVersion');
    const fields = [...page.matchAll(/id="node-config-input-(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(fields.filter((name) => name !== 'passphrase').sort(), saved.sort());
  });
});
