/** Opens a context to the user it was made for: what is known of the case is looked up, the access is written down, and only then is anything shown. */
import type { ContextOutcome, LaunchContext } from '../../store/index.ts';
import type { AccessEntry } from '../access-log/access-entry.ts';
import type { LaunchUser } from '../launch-user.ts';
import type { LaunchCode } from '../pages/error-catalogue.ts';
import { launchPage, type PatientBanner } from '../pages/page.ts';
import { powerChartArguments } from '../resolve/powerchart-arguments.ts';
import { resolveLaunch, type LaunchTarget } from '../resolve/resolve-launch.ts';
import { targetUrl } from '../resolve/target-url.ts';
import { frameOf, page, refusal } from './answers.ts';
import type { KnownCase } from '../resolve/case-facts.ts';
import type { LaunchPorts, LaunchSettings } from './launch-ports.ts';
import type { LaunchAnswer, LaunchRequest } from './launch-request.ts';

const NOT_OPEN: Readonly<Record<Exclude<ContextOutcome['kind'], 'open'>, LaunchCode>> = {
  'other-user': 'UT-403',
  superseded: 'UT-411',
  expired: 'UT-410',
  ended: 'UT-410',
  unknown: 'UT-410',
};

export async function openContext(
  ports: LaunchPorts,
  settings: LaunchSettings,
  request: LaunchRequest,
  cid: string,
): Promise<LaunchAnswer> {
  const user = ports.userOf(request);
  if (user === undefined) return ports.signIn(request, `/c/${cid}`);
  const opened = ports.book.open(cid, user.hsaId, ports.clock());
  if (opened.kind !== 'open') {
    const code = NOT_OPEN[opened.kind];
    if (opened.kind !== 'other-user') return refusal(request, settings, code, cid);
    const isTold = await ports.tell(entryOf({ cid, user, outcome: 'denied', context: 'none', code }, request));
    return refusal(request, settings, isTold ? code : 'UT-503', cid);
  }
  const found = await ports.caseOf(opened.context.caseId);
  const target = resolveLaunch(found?.facts);
  const isTold = await ports.tell(accessOf(opened.context, user, found, target, request));
  if (!isTold) return refusal(request, settings, 'UT-503', cid);
  if (found === undefined || target.kind === 'stop')
    return refusal(request, settings, target.kind === 'stop' ? target.code : 'UT-404', cid);
  const href = wayIn(settings, opened.context, target);
  const shown = { caseId: found.caseId, patient: bannerOf(found), target, ...(href === undefined ? {} : { href }) };
  return page(request, settings, 200, launchPage(frameOf(request, settings, cid), shown));
}

/** Undefined: by hand. */
function wayIn({ way, tabs }: LaunchSettings, { view }: LaunchContext, target: LaunchTarget): string | undefined {
  if (way.kind === 'manual') return undefined;
  if (way.kind === 'address') return targetUrl(way.template, target);
  const words = powerChartArguments(target, view, tabs);
  return words === undefined ? undefined : `${way.scheme}:${encodeURIComponent(words)}`;
}

function accessOf(
  { cid, caseId }: LaunchContext,
  user: LaunchUser,
  found: KnownCase | undefined,
  target: LaunchTarget,
  request: LaunchRequest,
): AccessEntry {
  const { patient } = found ?? {};
  const isStopped = target.kind === 'stop';
  return entryOf(
    {
      cid,
      caseId,
      user,
      outcome: isStopped ? 'failed' : 'attempted',
      context: isStopped ? 'none' : target.kind,
      ...(isStopped ? { code: target.code } : {}),
      ...(patient === undefined ? {} : { patient: { id: patient.id, idType: patient.idType } }),
      ...(target.kind === 'encounter' ? { encounter: target.visitNumber } : {}),
    },
    request,
  );
}

function entryOf(
  about: Omit<AccessEntry, 'direction' | 'user'> & { user: LaunchUser },
  { clientAddress }: LaunchRequest,
): AccessEntry {
  const { displayName: _name, ...user } = about.user;
  return { ...about, user, direction: 'orbit-to-ehr', ...(clientAddress === undefined ? {} : { clientAddress }) };
}

function bannerOf({ patient: { id, given, family, protected: isProtected } }: KnownCase): PatientBanner {
  return { identifier: id, isProtected, ...(isProtected ? {} : { name: `${given} ${family}` }) };
}
