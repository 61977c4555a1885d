/** The HTML of a page: plain, without script, for old embedded browsers as well; every value is escaped where it is put in. Pure. */
import type { LaunchTarget } from '../resolve/resolve-launch.ts';
import { LAUNCH_CODES, textOf, wordsIn, type LaunchCode } from './error-catalogue.ts';
import type { Language } from './language.ts';

export interface PatientBanner {
  identifier: string;
  /** Left out where the identity is protected: no page shows that name. */
  name?: string;
  isProtected: boolean;
}

export interface PageFrame {
  language: Language;
  /** Where the stylesheet is served. */
  base: string;
  /** Whether the page can be had again in the other language: what answers a form cannot. */
  canSwitch: boolean;
  cid?: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The first eight characters of the correlation id: what a user reads out to support. */
export function supportCode(cid: string): string {
  return cid.slice(0, 8);
}

export function errorPage(frame: PageFrame, code: LaunchCode): string {
  const alert = `<p class="alert" role="alert"><strong>${code}</strong> ${escapeHtml(textOf(code, frame.language))}</p>`;
  return document(frame, alert);
}

/** The ticket is in the form alone, so that no scanner of links uses it up by following them. */
export function ticketPage(frame: PageFrame, ticket: string): string {
  const { ticketReady, continue: label } = wordsIn(frame.language);
  return document(
    frame,
    `<p>${ticketReady}</p>
<form method="post" action="${frame.base}/go">
<input type="hidden" name="ticket" value="${escapeHtml(ticket)}">
<button type="submit">${label}</button>
</form>`,
  );
}

export interface LaunchPage {
  caseId: string;
  patient: PatientBanner;
  target: Exclude<LaunchTarget, { kind: 'stop' }>;
  /** Undefined: there is no way in but by hand. */
  href?: string;
}

export function launchPage(frame: PageFrame, { caseId, patient, target, href }: LaunchPage): string {
  const words = wordsIn(frame.language);
  const name = patient.isProtected ? words.protected : patient.name;
  const rows = [
    [words.patient, name],
    [words.identifier, patient.identifier],
    [words.case, caseId],
    [words.visit, target.kind === 'encounter' ? target.visitNumber : undefined],
  ] as const;
  const list = rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `<dt>${label}</dt><dd>${escapeHtml(value ?? '')}</dd>`)
    .join('\n');
  const banner =
    target.kind === 'patient'
      ? `<p class="notice" role="status"><strong>${target.banner}</strong> ${escapeHtml(textOf(target.banner, frame.language))}</p>\n`
      : '';
  const way =
    href === undefined
      ? `<p>${words.manual}</p>`
      : `<p><a class="button" href="${escapeHtml(href)}" rel="noreferrer">${words.open}</a></p>`;
  return document(frame, `${banner}<dl>\n${list}\n</dl>\n${way}`);
}

export function statusOfCode(code: LaunchCode): number {
  return LAUNCH_CODES[code].status;
}

function document({ language, base, cid, canSwitch }: PageFrame, body: string): string {
  const { title, support, other } = wordsIn(language);
  const otherLanguage = language === 'sv' ? 'en' : 'sv';
  const code = cid === undefined ? '' : `\n<p class="support">${support}: ${escapeHtml(supportCode(cid))}</p>`;
  const switching = canSwitch
    ? `\n<p class="language"><a lang="${otherLanguage}" href="?lang=${otherLanguage}">${other}</a></p>`
    : '';
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${base}/assets/launch.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}${code}${switching}
</main>
</body>
</html>
`;
}
