/** The preview of an event: its messages by segment and field, what has changed in them, and where each value comes from. */
import type { BuiltMessage } from '../lib/millennium/index.ts';
import { fieldKey, findOrigins, type Origins } from './origins.ts';
import { makeMessages, type MadeMessages, type PreviewInput } from './make-messages.ts';
import type { FieldView, MessageView, Origin, PreviewView, SegmentView } from './preview-view.ts';
import { readFields } from './read-fields.ts';

/** @param kind only the messages of this kind are shown */
export async function preview(input: PreviewInput, kind: MessageView['kind'] | 'all'): Promise<PreviewView> {
  const result = await makeMessages(input);
  if (!result.ok) return { change: null, messages: [], warnings: [], problem: result.problem };
  const { made } = result;
  const origins = await findOrigins({ ...input, rules: [] }, made);
  const earlier = await textsBefore(input);
  const shown = made.messages.filter((message) => kind === 'all' || message.kind === kind);
  return {
    change: made.change,
    messages: shown.map((message) => viewOf(message, made, origins, earlier)),
    warnings: made.warnings,
    problem: null,
  };
}

/** What the fields of each kind said when the receiver last heard of the case. */
async function textsBefore(input: PreviewInput): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const said = new Map<string, Map<string, string>>();
  for (const [index, event] of input.history.entries()) {
    const result = await makeMessages({ ...input, event, history: input.history.slice(0, index) });
    if (!result.ok) continue;
    for (const { kind, hl7 } of result.made.messages)
      said.set(kind, new Map([...(said.get(kind) ?? []), ...textsOf(hl7)]));
  }
  return said;
}

function textsOf(hl7: string): [string, string][] {
  return readFields(hl7).flatMap(({ fields }) => fields.map(({ path, text }): [string, string] => [path, text]));
}

function viewOf(
  { kind, messageType, hospital, hl7, step }: BuiltMessage,
  { unedited, effects }: MadeMessages,
  origins: Origins,
  earlier: ReadonlyMap<string, ReadonlyMap<string, string>>,
): MessageView {
  const ruled = effects.filter((effect) => effect.step === step);
  const received = unedited.find((message) => message.step === step)?.hl7 ?? '';
  // With rules at work, they are what the dialog is about; without them, the change since the last time.
  const before = ruled.length > 0 ? new Map(textsOf(received)) : earlier.get(kind);
  const rulesOf = (path: string): Origin[] =>
    ruled
      .filter((effect) => touches(effect.path, path) && effect.before !== effect.after)
      .map(({ rule }) => ({ from: 'rule', path: String(rule) }));
  const segments = readFields(hl7).map(({ name, fields }): SegmentView => ({
    name,
    fields: fields.map((field): FieldView => {
      const was = before === undefined || ALWAYS_NEW.has(field.path) ? undefined : (before.get(field.path) ?? '');
      const known = origins.get(fieldKey(step, field.path)) ?? [];
      const rules = rulesOf(field.path);
      const isChanged = was !== undefined && was !== field.text;
      return { ...field, ...(isChanged ? { was } : {}), origins: isChanged && rules.length > 0 ? rules : known };
    }),
  }));
  return { kind, messageType, hospital, segments, hl7 };
}

/** Another one in every message: that they differ says nothing. */
const ALWAYS_NEW: ReadonlySet<string> = new Set(['MSH-7', 'MSH-9', 'MSH-10', 'EVN-1', 'EVN-2', 'EVN-6']);

/** Whether a rule for the place, perhaps a part of it or every segment of a name, has to do with the field. */
function touches(rulePath: string, fieldPath: string): boolean {
  const place = /^([A-Z][A-Z0-9]{2})(\((?:\d+|\*)\))?-(\d+)/.exec(rulePath.trim());
  const field = /^([A-Z][A-Z0-9]{2})(\(\d+\))?-(\d+)$/.exec(fieldPath);
  if (place === null || field === null || place[1] !== field[1] || place[3] !== field[3]) return false;
  return place[2] === '(*)' || (place[2] ?? '(1)') === (field[2] ?? '(1)');
}
