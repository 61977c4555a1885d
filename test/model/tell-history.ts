/** Tells a history and what came of it as a story a person can follow. The people in it are invented. */
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import type { StateView } from '../../nodes/orbit-millennium-simulator/held-state.ts';
import type { ScheduledFault } from './fault-schedule.ts';
import type { History, Lived } from './run-history.ts';

/** @param seed what makes the whole history again */
export function tellHistory(seed: number, history: History, lived: Lived, state: StateView): string {
  const differing = new Set(lived.differences.map(({ caseId }) => caseId));
  const shown = history.cases.filter(({ caseId }) => differing.has(caseId) || history.cases.length === 1);
  const lines = [
    `Seed ${String(seed)}: ${String(history.cases.length)} cases, ${String(history.arrivals.length)} posts, ${String(history.faults.length)} faults.`,
    ...history.faults.map(tellFault),
  ];
  for (const { caseId } of shown) {
    lines.push(`Case ${caseId}:`);
    for (const [post, events] of history.arrivals.entries()) {
      for (const event of events.filter((one) => one.caseId === caseId)) {
        lines.push(`  post ${String(post + 1)}: ${tellEvent(event)}`);
      }
    }
    const received = state.received.filter((message) => message.caseId === caseId);
    lines.push(
      `  Millennium got: ${received.map(({ messageType, ackCode, duplicate }) => `${messageType.slice(4, 7)} ${ackCode}${duplicate ? ' (again)' : ''}`).join(', ')}`,
      ...lived.differences.filter((one) => one.caseId === caseId).map(({ what }) => `  Wrong: ${what}.`),
    );
  }
  return lines.join('\n');
}

function tellFault({ afterPosts, fault }: ScheduledFault): string {
  const { kind, ...rest } = fault;
  return `After ${String(afterPosts)} posts: ${kind} ${JSON.stringify(rest)}`;
}

function tellEvent({ version, eventType, hospital, care, time, priority, room, patient }: WireEvent): string {
  const head = `version ${String(version)}, ${eventType}, ${hospital}`;
  if (care === undefined || time === undefined) return head;
  const admitted = care.alreadyAdmitted === true ? `, in as ${care.encounterId ?? '?'}` : '';
  const bed = care.bedWanted === true ? `bed ${care.ward ?? '-'}/${care.bed ?? '-'}` : 'no bed';
  return `${head}, ${care.type}${admitted}, ${bed}, ${time.start} ${room ?? '-'}, ${String(priority)}, patient …${patient?.id.slice(-4) ?? ''}`;
}
