/** The address a launch leads to, from the site's template: only internal numbers are put in, and the host stays the template's own. */
import type { LaunchTarget } from './resolve-launch.ts';

const NUMBER = /^\d{1,19}$/;
const PLACE = /\{(personId|encounterId)\}/g;

/** Undefined: a number is missing or has another form, or the result would lead elsewhere. */
export function targetUrl(template: string, target: LaunchTarget): string | undefined {
  if (target.kind === 'stop') return undefined;
  const { personId } = target;
  // Without an encounter the patient alone is opened.
  const encounterId = target.kind === 'encounter' ? (target.encounterId ?? '') : '';
  if (personId === undefined || !NUMBER.test(personId) || (encounterId !== '' && !NUMBER.test(encounterId)))
    return undefined;
  const values = { personId, encounterId };
  const text = template.replace(PLACE, (_place, name: keyof typeof values) => values[name]);
  const [wanted, made] = [URL.parse(template.replace(PLACE, '0')), URL.parse(text)];
  const isOurs = made?.protocol === 'https:' && made.origin === wanted?.origin;
  return isOurs ? text : undefined;
}
