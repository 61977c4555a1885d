import assert from 'node:assert/strict';
import { profileFile, readProfileFile } from '../../../nodes/lib/millennium/index.ts';

describe('a profile as a file', () => {
  const file = profileFile('SU-MOLNDAL', { hl7Version: '2.5' });

  it('is read as it was written', () => {
    assert.deepEqual(readProfileFile(JSON.parse(JSON.stringify(file))), { ok: true, file });
  });

  it('says what it is', () => {
    assert.deepEqual([file.kind, file.version, file.hospital], ['orbit-millennium.hospital-profile', 1, 'SU-MOLNDAL']);
  });

  it('is refused when a newer program has written it', () => {
    assert.deepEqual(readProfileFile({ ...file, version: 2 }), { ok: false, reason: 'newer' });
  });

  it('is not mistaken for anything else', () => {
    for (const other of [
      null,
      [],
      'text',
      {},
      { ...file, kind: 'x' },
      { ...file, version: '1' },
      { ...file, version: 0.5 },
      { ...file, version: 0 },
      { ...file, profile: [] },
      { ...file, profile: null },
      { ...file, hospital: 1 },
    ])
      assert.deepEqual(readProfileFile(other), { ok: false, reason: 'no-profile' }, JSON.stringify(other));
  });
});
