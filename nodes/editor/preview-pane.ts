/** The preview in the dialogs of the mapping nodes: an Orbit event on the left, the HL7 it becomes on the right, by the dialog as it stands. */
import type { CodeEditor, EditedNode, Editor, EditPane, HospitalConfig, Requests } from './node-red-editor.ts';
import { drawPreview, line, type ShownPreview, type Translate } from './preview-tables.ts';

declare const RED: Editor;
declare const $: Requests;

interface Sample {
  name: string;
  event: object;
  history: readonly object[];
}

const PACKAGE = '@orbit-millennium/node-red-contrib-orbit-millennium';
const catalogueOf = (part: string): string => `${PACKAGE}/${part}:${part}.`;
const PANE = 'orbit-preview';
const NEWEST = 'newest';
const TYPING_PAUSE_MS = 300;

const say: Translate = (key, values) =>
  RED._(`${catalogueOf(key.startsWith('fault.') ? 'orbit-hl7-edit' : 'orbit-preview')}${key}`, values);

class PreviewPane implements EditPane {
  readonly label = say('tab');
  readonly name = say('tab');
  readonly iconClass = 'fa fa-eye';
  readonly #node: EditedNode;
  readonly #choice = document.createElement('select');
  readonly #eventBox = document.createElement('div');
  readonly #result = document.createElement('div');
  #editor: CodeEditor | undefined;
  #samples: readonly Sample[] = [];
  #history: readonly object[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The newest question; answers to older ones are late and not shown. */
  #asked = 0;

  constructor(node: EditedNode) {
    this.#node = node;
  }

  create(container: { get(index: number): HTMLElement }): void {
    const grid = box('orbit-preview');
    const left = document.createElement('section');
    const right = document.createElement('section');
    this.#choice.className = 'orbit-preview-sample';
    this.#choice.setAttribute('aria-label', say('sample'));
    this.#eventBox.className = 'orbit-preview-event';
    this.#result.className = 'orbit-preview-result';
    this.#result.setAttribute('aria-live', 'polite');
    left.append(this.#choice, this.#eventBox);
    right.append(line('orbit-preview-title', say('messages')), this.#result);
    grid.append(left, right);
    container.get(0).append(grid);
    this.#choice.addEventListener('change', () => void this.#chooseSample());
  }

  show(): void {
    if (this.#editor === undefined) void this.#begin();
    else void this.#ask();
  }

  resize(): void {
    this.#editor?.resize();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#editor?.destroy();
  }

  async #begin(): Promise<void> {
    const editor = RED.editor.createEditor({ element: this.#eventBox, mode: 'ace/mode/json', value: '' });
    this.#editor = editor;
    editor.getSession().on('change', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#ask(), TYPING_PAUSE_MS);
    });
    const samples = (await this.#request('orbit/preview/samples')) as readonly Sample[] | undefined;
    if (samples === undefined) return;
    this.#samples = samples;
    this.#choice.replaceChildren(
      ...samples.map(({ name }) => new Option(say(`samples.${name}`), name)),
      new Option(say('newest'), NEWEST),
    );
    await this.#chooseSample();
  }

  async #chooseSample(): Promise<void> {
    const name = this.#choice.value;
    const sample =
      name === NEWEST
        ? ((await this.#request('orbit/preview/newest')) as Omit<Sample, 'name'> | null | undefined)
        : this.#samples.find((one) => one.name === name);
    if (sample === undefined) return;
    if (sample === null) {
      this.#result.replaceChildren(line('orbit-preview-problem', say('none')));
      return;
    }
    this.#history = sample.history;
    this.#editor?.setValue(JSON.stringify(sample.event, null, 2), -1);
    clearTimeout(this.#timer);
    await this.#ask();
  }

  async #ask(): Promise<void> {
    const event = this.#readEvent();
    if (event === undefined) return;
    this.#asked += 1;
    const asked = this.#asked;
    const dialog = this.#node._def.orbitPreview?.call(this.#node) ?? { kind: 'all' };
    const question = { ...dialog, event, history: this.#history, profiles: profilesInEditor() };
    const view = (await this.#request('orbit/preview', question)) as ShownPreview | undefined;
    if (view !== undefined && asked === this.#asked) drawPreview(this.#result, view, say);
  }

  #readEvent(): unknown {
    try {
      return JSON.parse(this.#editor?.getValue() ?? '') as unknown;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : '';
      this.#result.replaceChildren(line('orbit-preview-problem', say('problem.json', { reason })));
      return undefined;
    }
  }

  /** Undefined when it failed; the pane says so. */
  async #request(url: string, body?: object): Promise<unknown> {
    const post = { method: 'POST', contentType: 'application/json', data: JSON.stringify(body) };
    try {
      return await $.ajax({ url, dataType: 'json', ...(body === undefined ? { method: 'GET' } : post) });
    } catch (failure) {
      const { status = 0 } = failure as { status?: number };
      this.#result.replaceChildren(line('orbit-preview-problem', say('problem.failed', { status: String(status) })));
      return undefined;
    }
  }
}

/** The hospitals as they stand in the editor, deployed or not. */
function profilesInEditor(): object[] {
  const profiles: object[] = [];
  RED.nodes.eachConfig(({ type, hospital, profile, system }: HospitalConfig) => {
    if (type === 'orbit-hospital' && system !== 'elvis' && hospital !== undefined)
      profiles.push({ ...profile, hospital });
  });
  return profiles;
}

function box(className: string): HTMLElement {
  const made = document.createElement('div');
  made.className = className;
  return made;
}

RED.editor.registerEditPane(
  PANE,
  (node) => new PreviewPane(node),
  ({ _def }) => _def.orbitPreview !== undefined,
);
