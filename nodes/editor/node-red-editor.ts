/** The parts of the editor's global object that our browser modules use. */

export interface EditedNode {
  id: string;
  type: string;
  _def: { orbitPreview?: (this: EditedNode) => { kind: string; rules?: unknown[] } };
}

export interface HospitalConfig {
  type: string;
  hospital?: string;
  system?: string;
  profile?: Record<string, unknown>;
}

export interface CodeEditor {
  getValue(): string;
  setValue(text: string, cursor?: number): void;
  getSession(): { on(event: 'change', listener: () => void): void };
  resize(): void;
  destroy(): void;
}

export interface EditPane {
  label: string;
  name: string;
  iconClass: string;
  create(container: { get(index: number): HTMLElement }): void;
  show(): void;
  resize(size: { height: number }): void;
  close(): void;
}

export interface Editor {
  _(key: string, values?: Record<string, string>): string;
  nodes: { eachConfig(visit: (config: HospitalConfig) => void): void };
  editor: {
    createEditor(options: { element: HTMLElement; mode: string; value: string }): CodeEditor;
    registerEditPane(id: string, pane: (node: EditedNode) => EditPane, filter: (node: EditedNode) => boolean): void;
  };
}

/** Carries the login of the user, which the editor adds to every request of jQuery's. */
export interface Requests {
  ajax(options: {
    url: string;
    method: string;
    contentType?: string;
    data?: string;
    dataType: 'json';
  }): PromiseLike<unknown>;
}
