/** Hospital profiles for tests. */
import assert from 'node:assert/strict';
import { parseProfile, type HospitalProfile } from '../../nodes/lib/millennium/index.ts';

export function makeProfile(options: Readonly<Record<string, unknown>> = {}): HospitalProfile {
  const parsed = parseProfile({ hospital: 'SU-MOLNDAL', ...options });
  assert.ok(
    parsed.ok,
    parsed.ok ? '' : parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`).join('; '),
  );
  return parsed.profile;
}
