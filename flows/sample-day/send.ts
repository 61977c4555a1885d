/** Posts the sample day to a running intake. */
import { makeOperatingDay } from './operating-day.ts';

const BATCH = 20;

/** @throws when the intake does not take the events; the message tells the status only */
export async function sendSampleDay(
  base: string,
  token: string,
  today = new Date().toISOString().slice(0, 10),
): Promise<{ events: number; cases: number; firstCase: string }> {
  const { events } = makeOperatingDay(today);
  for (let start = 0; start < events.length; start += BATCH) {
    const response = await fetch(`${base}/orbit/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify(events.slice(start, start + BATCH)),
    });
    if (response.status !== 202) throw new Error(`the intake answered ${String(response.status)} to the sample day`);
  }
  const caseIds = [...new Set(events.map(({ caseId }) => caseId))];
  return { events: events.length, cases: caseIds.length, firstCase: caseIds[0] ?? '' };
}
