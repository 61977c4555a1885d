/** Turns the report of a mutation run into the room's section of docs/mutation-score.md, and says what falls short. */
import { LOWEST_SCORE, type MutationGroup, type MutationRoom } from './stryker-rooms.ts';

/** The part of the mutation testing report schema that is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

interface Count {
  killed: number;
  survived: number;
  timeouts: number;
  noCoverage: number;
  ignored: number;
}

/** A report's mutants by status. A mutant that does not load is noticed by every test: the runner reports an error for it. */
const COLUMN: Readonly<Record<string, keyof Count>> = {
  Killed: 'killed',
  RuntimeError: 'killed',
  Survived: 'survived',
  Timeout: 'timeouts',
  NoCoverage: 'noCoverage',
  Ignored: 'ignored',
};

export interface RoomScore {
  readonly section: string;
  readonly shortcomings: readonly string[];
}

/** @param date ISO day of the run @param seconds how long it took */
export function scoreOf(room: MutationRoom, report: MutationReport, date: string, seconds: number): RoomScore {
  const counts = new Map(room.groups.map((group) => [group, emptyCount()]));
  const all = emptyCount();
  const shortcomings: string[] = [];
  for (const [file, { mutants }] of Object.entries(report.files)) {
    const group = groupOf(room, file);
    for (const { status, location, mutatorName } of mutants) {
      const column = COLUMN[status];
      if (column === undefined) throw new Error(`Unknown status ${status} in ${file}`);
      for (const count of [counts.get(group), all]) if (count !== undefined) count[column] += 1;
      const unnoticed = column === 'survived' || column === 'noCoverage';
      if (unnoticed && group.everyMutant) {
        shortcomings.push(`${group.name}: ${file}:${String(location.start.line)} ${mutatorName} went unnoticed`);
      }
    }
  }
  const score = percentage(all);
  if (score < LOWEST_SCORE) {
    shortcomings.push(`${room.name}: ${score.toFixed(1)} % noticed, ${String(LOWEST_SCORE)} % are asked for`);
  }
  const rows = [
    ...[...counts].map(([group, count]) => row(group.everyMutant ? `${group.name} (all)` : group.name, count)),
    row('**whole room**', all),
  ];
  const section = [
    `## ${room.name}`,
    '',
    `${date}, ${duration(seconds)}.`,
    '',
    '| group | mutants | killed | timeouts | survived | no coverage | left out | score |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
  return { section, shortcomings };
}

/** The document with the room's section in place of its old one; rooms stand in the order of `order`. */
export function withSection(document: string, name: string, section: string, order: readonly string[]): string {
  const [introduction = '', ...old] = document.split(/^(?=## )/m);
  const sections = new Map(old.map((text) => [/^## (.*)$/m.exec(text)?.[1] ?? '', text]));
  sections.set(name, section);
  const sorted = order.flatMap((room) => sections.get(room) ?? []);
  return `${[introduction.trimEnd(), ...sorted.map((text) => text.trim())].join('\n\n')}\n`;
}

function groupOf(room: MutationRoom, file: string): MutationGroup {
  const inRoom = file.replace(`nodes/lib/${room.name}/`, '');
  const group = room.groups.find(({ files }) => files.some((beginning) => inRoom.startsWith(beginning)));
  if (group === undefined) throw new Error(`No group of ${room.name} has ${file}`);
  return group;
}

function emptyCount(): Count {
  return { killed: 0, survived: 0, timeouts: 0, noCoverage: 0, ignored: 0 };
}

/** Share of the mutants that a test noticed; those left out with a cause count neither way. */
function percentage({ killed, timeouts, survived, noCoverage }: Count): number {
  const valid = killed + timeouts + survived + noCoverage;
  return valid === 0 ? 100 : (100 * (killed + timeouts)) / valid;
}

function row(name: string, count: Count): string {
  const { killed, timeouts, survived, noCoverage, ignored } = count;
  const numbers = [killed + timeouts + survived + noCoverage, killed, timeouts, survived, noCoverage, ignored];
  return `| ${[name, ...numbers.map(String), `${percentage(count).toFixed(1)} %`].join(' | ')} |`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
}
