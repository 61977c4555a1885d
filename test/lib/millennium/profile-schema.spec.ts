import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILE_SCHEMA } from '../../../nodes/lib/millennium/index.ts';

const FILE = join(import.meta.dirname, 'profile-schema.json');

describe('the JSON Schema of a hospital profile', () => {
  // Where it differs on purpose: UPDATE_SCHEMA=1 npx mocha test/lib/millennium/profile-schema.spec.ts, and read the diff.
  it('is the one in profile-schema.json, word for word', () => {
    const text = `${JSON.stringify(PROFILE_SCHEMA, null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(FILE, text);
    assert.equal(text, readFileSync(FILE, 'utf8'));
  });

  it('describes every option in words', () => {
    const { properties } = PROFILE_SCHEMA as unknown as { properties: Record<string, { description?: string }> };
    const undescribed = Object.entries(properties).filter(([, { description = '' }]) => description === '');
    assert.deepEqual(undescribed, []);
  });
});
