/** Building, checking and reading one SIU^S12 alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildMessage, checkMessage, parseProfile } from '../nodes/lib/millennium/index.ts';
import { parseMessage } from '../nodes/lib/hl7/index.ts';
import { parseOrbitEvent } from '../nodes/lib/orbit/index.ts';
import { planMessages } from '../nodes/lib/surgery/index.ts';
import type { Figure } from './figures.ts';

const MEASURE_MS = 1_000;

export function codecFigures(): Figure[] {
  const parsed = parseOrbitEvent(
    JSON.parse(readFileSync(join(import.meta.dirname, '../test/fixtures/events/booked-inpatient.json'), 'utf8')),
  );
  const profile = parseProfile({ hospital: 'SU-MOLNDAL' });
  if (!parsed.ok || parsed.event.case === undefined || !profile.ok) throw new Error('the sample is not valid');
  const { event } = parsed;
  const options = profile.profile.plan;
  const { messages } = planMessages({ kind: 'booking', version: 1, after: parsed.event.case, aspects: [] }, undefined, {
    current: options,
    previous: options,
  });
  const planned = messages.find(({ triggerEvent }) => triggerEvent === 'S12');
  if (planned === undefined) throw new Error('the plan has no S12');
  const now = new Date('2026-11-03T09:15:00Z');
  const build = (): ReturnType<typeof buildMessage> => buildMessage(planned, { event, profile: profile.profile, now });
  const built = build();
  if (!built.ok) throw new Error(built.problem.text);
  const encode = perSecond(build);
  const parse = perSecond(() => parseMessage(built.message.hl7).ok);
  const check = perSecond(() => checkMessage(built.message.hl7, built.message));
  return [
    {
      name: 'encode one SIU^S12 (mapping included)',
      value: encode,
      unit: '/s',
      target: '≥ 100,000',
      met: encode >= 100_000,
    },
    { name: 'parse one SIU^S12', value: parse, unit: '/s', target: '≥ 150,000', met: parse >= 150_000 },
    { name: 'structure check of one SIU^S12', value: check, unit: '/s', target: '' },
  ];
}

function perSecond(run: () => unknown): number {
  for (let round = 0; round < 2_000; round += 1) run();
  let rounds = 0;
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) {
    for (let burst = 0; burst < 100; burst += 1) run();
    rounds += 100;
  }
  return rounds / ((performance.now() - start) / 1000);
}
