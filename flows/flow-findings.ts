/** Looks through a flow for what would keep bookings from arriving: wires that lead nowhere, nodes without what they need, profiles and rules that are not valid. Pure. */
import type { EditRule, ProfileIssue, RuleIssue } from '../nodes/lib/millennium/index.ts';

export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  d?: boolean;
  wires?: string[][];
  links?: string[];
  name?: string;
  label?: string;
  [property: string]: unknown;
}

/** error: bookings would be held or lost on their way. warning: they arrive, and a person would not notice when they do not. */
export interface Finding {
  severity: 'error' | 'warning';
  /** Node the finding is about; '' for the flow as a whole. */
  id: string;
  text: string;
}

export interface Checks {
  profileIssues: (profile: unknown) => readonly ProfileIssue[];
  ruleIssues: (rules: readonly EditRule[]) => readonly RuleIssue[];
}

/** What has to be between the surgical case and the sender, for each of its ways. */
const MAPPING = ['orbit-encounter', 'orbit-bed', 'orbit-appointment'] as const;
const WAYS = ['bookings', 'rebookings and changes', 'cancellations'] as const;
/** Config nodes a node cannot do without. */
const NEEDS: Readonly<Record<string, readonly (readonly [property: string, type: string])[]>> = {
  'orbit-in': [['store', 'orbit-store']],
  'orbit-mllp-out': [['endpoint', 'orbit-endpoint']],
  'orbit-endpoint': [['store', 'orbit-store']],
};

export function flowFindings(all: readonly FlowNode[], checks: Checks): Finding[] {
  const tabsOff = new Set(all.filter(({ type, disabled }) => type === 'tab' && disabled === true).map(({ id }) => id));
  const nodes = all.filter(({ d, z }) => d !== true && !tabsOff.has(z ?? ''));
  const flow = new Flow(nodes);
  return [
    ...nodes.flatMap((node) => missingConfigs(node, flow)),
    ...intakeFindings(flow),
    ...flow.ofType('orbit-case').flatMap((node) => wayFindings(node, flow)),
    ...catchFindings(flow, all),
    ...profileFindings(flow, checks),
    ...flow.ofType('orbit-hl7-edit').flatMap((node) => ruleFindings(node, checks)),
  ];
}

/** Nodes that hold an event and tell a Catch node of it. */
const HOLDING: ReadonlySet<string> = new Set([
  'orbit-in',
  'orbit-route',
  'orbit-case',
  ...MAPPING,
  'orbit-hl7-edit',
  'orbit-mllp-out',
]);

class Flow {
  readonly nodes: readonly FlowNode[];
  readonly #byId: ReadonlyMap<string, FlowNode>;

  constructor(nodes: readonly FlowNode[]) {
    this.nodes = nodes;
    this.#byId = new Map(nodes.map((node) => [node.id, node]));
  }

  find(id: unknown): FlowNode | undefined {
    return typeof id === 'string' ? this.#byId.get(id) : undefined;
  }

  ofType(type: string): FlowNode[] {
    return this.nodes.filter((node) => node.type === type);
  }

  /** Everything that can be reached from one output, over link nodes as well. */
  behind(node: FlowNode, output: number): FlowNode[] {
    const seen = new Set<string>();
    const visit = (ids: readonly string[]): void => {
      for (const id of ids) {
        const next = this.find(id);
        if (next === undefined || seen.has(id)) continue;
        seen.add(id);
        visit([...(next.wires ?? []).flat(), ...(next.type === 'link out' ? (next.links ?? []) : [])]);
      }
    };
    visit(node.wires?.[output] ?? []);
    return [...seen].flatMap((id) => this.find(id) ?? []);
  }
}

function nameOf({ name, label, type }: FlowNode): string {
  const own = name ?? label ?? '';
  return own === '' ? type : `${type} "${own}"`;
}

function missingConfigs(node: FlowNode, flow: Flow): Finding[] {
  return (NEEDS[node.type] ?? []).flatMap(([property, type]) =>
    flow.find(node[property])?.type === type
      ? []
      : [{ severity: 'error', id: node.id, text: `${nameOf(node)} has no ${type}: choose one in its dialog` }],
  );
}

function intakeFindings(flow: Flow): Finding[] {
  const intakes = flow.ofType('orbit-in');
  if (intakes.length === 0)
    return [{ severity: 'error', id: '', text: 'there is no orbit-in: nothing takes events from Orbit' }];
  return intakes
    .filter((node) => !flow.behind(node, 0).some(({ type }) => type === 'orbit-case'))
    .map((node) => ({
      severity: 'error',
      id: node.id,
      text: `${nameOf(node)} leads to no orbit-case: its events would be handed out again and again`,
    }));
}

function wayFindings(node: FlowNode, flow: Flow): Finding[] {
  return WAYS.flatMap((way, output): Finding[] => {
    const behind = flow.behind(node, output).map(({ type }) => type);
    if (behind.length === 0)
      return [
        {
          severity: 'error',
          id: node.id,
          text: `${nameOf(node)}: ${way} have no way; wire output ${String(output + 1)}`,
        },
      ];
    const missing = [...MAPPING, 'orbit-mllp-out'].filter((type) => !behind.includes(type));
    return missing.map((type) => ({
      severity: 'error',
      id: node.id,
      text: `${nameOf(node)}: no ${type} on the way of ${way}`,
    }));
  });
}

function catchFindings(flow: Flow, all: readonly FlowNode[]): Finding[] {
  const tabs = new Set(flow.nodes.filter(({ type, z }) => HOLDING.has(type) && z !== undefined).map(({ z }) => z));
  const caught = new Set(flow.ofType('catch').map(({ z }) => z));
  return [...tabs]
    .filter((tab) => !caught.has(tab))
    .map((tab) => {
      const node = all.find(({ id }) => id === tab);
      return {
        severity: 'warning',
        id: tab ?? '',
        text: `${node === undefined ? 'a tab' : nameOf(node)} has no Catch node: nobody sees what is held there`,
      };
    });
}

function profileFindings(flow: Flow, { profileIssues }: Checks): Finding[] {
  const hospitals = flow.ofType('orbit-hospital');
  if (hospitals.length === 0)
    return [
      { severity: 'error', id: '', text: 'there is no orbit-hospital: every event would be held for its profile' },
    ];
  const taken = new Map<string, string>();
  return hospitals.flatMap((node): Finding[] => {
    const { hospital, system = 'millennium', profile } = node;
    const key = `${String(hospital)} ${String(system)}`;
    const isSecond = taken.has(key);
    taken.set(key, node.id);
    const issues = profileIssues({ ...(profile as object | undefined), hospital });
    return [
      ...(isSecond
        ? [
            {
              severity: 'error',
              id: node.id,
              text: `${nameOf(node)}: the hospital ${String(hospital)} has two profiles for ${String(system)}`,
            } as const,
          ]
        : []),
      ...issues.map(
        ({ pointer, message }) =>
          ({ severity: 'error', id: node.id, text: `${nameOf(node)}: ${pointer} ${message}` }) as const,
      ),
    ];
  });
}

function ruleFindings(node: FlowNode, { ruleIssues }: Checks): Finding[] {
  const rules = (node.rules ?? []) as EditRule[];
  const whole = rules.map((rule) => ({ ...rule, hospital: (rule as Partial<EditRule>).hospital ?? '*' }));
  return ruleIssues(whole).map(({ rule, fault }) => ({
    severity: 'error',
    id: node.id,
    text: `${nameOf(node)}: rule ${String(rule)} cannot be carried out (${fault})`,
  }));
}
