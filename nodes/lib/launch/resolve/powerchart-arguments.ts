/** The arguments PowerChart opens a patient with. Every part is checked against a narrow form: an argument string is a command line. */
import type { LaunchView } from '../../store/index.ts';
import type { LaunchTarget } from './resolve-launch.ts';

/** The name of the tab each view opens; from the site's settings. */
export type TabNames = Readonly<Partial<Record<LaunchView, string>>>;

const NUMBER = /^\d{1,19}$/;
/** Letters, digits, spaces and a hyphen: none of them ends an argument. A trailing + opens the tab for a new note. */
const TAB = /^[\p{L}\d][\p{L}\d -]{0,59}\+?$/u;

/** Undefined: nobody to open, or a part that does not have the form it must have. */
export function powerChartArguments(target: LaunchTarget, view: LaunchView, tabs: TabNames): string | undefined {
  if (target.kind === 'stop' || target.personId === undefined || !NUMBER.test(target.personId)) return undefined;
  const parts = [`/PERSONID=${target.personId}`];
  if (target.kind === 'encounter' && target.encounterId !== undefined) {
    if (!NUMBER.test(target.encounterId)) return undefined;
    parts.push(`/ENCNTRID=${target.encounterId}`);
  }
  const tab = tabs[view];
  if (tab !== undefined) {
    if (!TAB.test(tab)) return undefined;
    parts.push(`/FIRSTTAB=^${tab}^`);
  }
  return parts.join(' ');
}
