/** Draws a preview: a table for each message, a row for each field. Text only, never markup: values come from events. */
import type { FieldView, MessageView, Origin, PreviewView } from '../orbit-preview/preview-view.ts';

export type Translate = (key: string, values?: Record<string, string>) => string;

export interface ShownPreview extends PreviewView {
  ruleIssues: readonly { rule: number; fault: string }[];
}

export function drawPreview(target: HTMLElement, view: ShownPreview, say: Translate): void {
  target.replaceChildren(
    ...view.ruleIssues.map(({ rule, fault }) =>
      line('orbit-preview-problem', say('problem.rule', { rule: String(rule), fault: say(`fault.${fault}`) })),
    ),
    ...problemLines(view, say),
    ...(view.change === null ? [] : [line('orbit-preview-change', changeText(view.change, say))]),
    ...view.warnings.map((text) => line('orbit-preview-warning', say('warning', { text }))),
    ...view.messages.flatMap((message) => drawMessage(message, say)),
  );
  if (view.problem === null && view.messages.length === 0) target.append(line('orbit-preview-nothing', say('nothing')));
}

const CHANGES = ['booking', 'rebooking', 'modification', 'cancellation', 'no-show', 'entered-in-error'];

function changeText(change: string, say: Translate): string {
  return CHANGES.includes(change) ? say(`change.${change}`) : say('change.other', { change });
}

function problemLines({ problem }: PreviewView, say: Translate): HTMLElement[] {
  if (problem === null) return [];
  const bad = (text: string): HTMLElement => line('orbit-preview-problem', text);
  if (problem.code === 'held') return [bad(say('problem.held', { text: problem.text }))];
  const { issues } = problem;
  const places = issues.map(({ pointer, message }) => bad(`${pointer} ${message}`));
  if (problem.code === 'event') return [bad(say('problem.event')), ...places];
  const { hospital } = problem;
  return [bad(say(issues.length === 0 ? 'problem.no-profile' : 'problem.profile', { hospital })), ...places];
}

function drawMessage({ messageType, hospital, segments, hl7 }: MessageView, say: Translate): HTMLElement[] {
  const heading = element('h4', `${messageType} · ${hospital} `);
  const copy = element('button', say('copy'));
  copy.className = 'red-ui-button red-ui-button-small';
  copy.setAttribute('type', 'button');
  copy.addEventListener('click', () => void navigator.clipboard.writeText(hl7.replaceAll('\r', '\n')));
  heading.append(copy);
  const table = element('table', '');
  for (const { name, fields } of segments) {
    const row = document.createElement('tr');
    const cell = element('th', name);
    cell.setAttribute('colspan', '4');
    cell.style.textAlign = 'left';
    row.append(cell);
    table.append(row, ...fields.map((field) => drawField(field, say)));
  }
  return [heading, table];
}

function drawField({ path, name, text, was, origins }: FieldView, say: Translate): HTMLElement {
  const row = document.createElement('tr');
  row.dataset.path = path;
  if (was !== undefined) row.className = 'orbit-preview-changed';
  const value = element('td', text);
  value.className = 'orbit-preview-value';
  if (was !== undefined) {
    const before = element('div', say('was', { was: was === '' ? say('empty') : was }));
    before.className = 'orbit-preview-was';
    value.append(before);
  }
  const origin = element('td', originText(origins, say));
  origin.className = 'orbit-preview-origin';
  row.append(element('td', path), element('td', name), value, origin);
  return row;
}

function originText(origins: readonly Origin[], say: Translate): string {
  if (origins.length === 0) return say('from.fixed');
  return origins.map(({ from, path }) => say(`from.${from}`, { path })).join(', ');
}

export function line(className: string, text: string): HTMLElement {
  const made = element('p', text);
  made.className = className;
  return made;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
