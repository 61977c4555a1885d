import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowFindings, type FlowNode } from '../../flows/flow-findings.ts';
import { checkRules, parseProfile } from '../../nodes/lib/millennium/index.ts';

const FLOWS = join(import.meta.dirname, '../../flows');
const regional = JSON.parse(await readFile(join(FLOWS, 'regional.json'), 'utf8')) as FlowNode[];

const findingsIn = (nodes: readonly FlowNode[]): string[] =>
  flowFindings(nodes, {
    profileIssues: (profile) => {
      const parsed = parseProfile(profile);
      return parsed.ok ? [] : parsed.issues;
    },
    ruleIssues: (rules) => checkRules(rules, (text) => text !== ''),
  }).map(({ severity, text }) => `${severity}: ${text}`);

/** The regional flow with each node of a type changed, or taken away. */
const changed = (type: string, change: (node: FlowNode) => FlowNode | undefined): FlowNode[] =>
  regional.flatMap((node) => (node.type === type ? (change(node) ?? []) : [node]));

describe('the check of a flow', () => {
  it('finds nothing wrong with the flows that are shipped for whole ways', async () => {
    assert.deepEqual(findingsIn(regional), []);
    for (const name of ['go-live.json']) {
      const example = await readFile(join(FLOWS, '../examples', name), 'utf8');
      assert.deepEqual(findingsIn(JSON.parse(example) as FlowNode[]), []);
    }
  });

  const broken: [string, FlowNode[], RegExp][] = [
    ['no intake', changed('orbit-in', () => undefined), /there is no orbit-in/],
    [
      'an intake that leads nowhere',
      changed('orbit-in', (node) => ({ ...node, wires: [[]] })),
      /orbit-in leads to no orbit-case/,
    ],
    [
      'a way that is not wired',
      changed('orbit-case', (node) => ({ ...node, wires: [...(node.wires ?? []).slice(0, 2), []] })),
      /cancellations have no way; wire output 3/,
    ],
    ['a way without a sender', changed('orbit-mllp-out', () => undefined), /no orbit-mllp-out on the way of bookings/],
    [
      'a node of the way that is switched off',
      changed('orbit-bed', (node) => ({ ...node, d: true })),
      /no orbit-bed on the way of/,
    ],
    [
      'a sender without an endpoint',
      changed('orbit-mllp-out', (node) => ({ ...node, endpoint: '' })),
      /orbit-mllp-out has no orbit-endpoint/,
    ],
    ['a store that is gone', changed('orbit-store', () => undefined), /orbit-in has no orbit-store/],
    ['no Catch', changed('catch', () => undefined), /^warning: tab "Intake" has no Catch node/m],
    ['no hospital', changed('orbit-hospital', () => undefined), /there is no orbit-hospital/],
    [
      'a hospital twice',
      [...regional, ...regional.filter(({ hospital }) => hospital === 'SU-MOLNDAL')],
      /SU-MOLNDAL has two profiles for millennium/,
    ],
    [
      'a profile that is not valid',
      changed('orbit-hospital', (node) => ({ ...node, profile: { hl7Version: '9' } })),
      /\/hl7Version must be one of/,
    ],
    [
      'a rule that cannot be carried out',
      changed('orbit-hl7-edit', (node) => ({
        ...node,
        rules: [{ trigger: 'A05', action: 'set', path: 'PV1', valueType: 'text', value: '' }],
      })),
      /rule 1 cannot be carried out \(path\)/,
    ],
    [
      'a tab that is switched off',
      regional.map((node) =>
        node.type === 'tab' && node.label === 'Cancellation' ? { ...node, disabled: true } : node,
      ),
      /no orbit-encounter on the way of cancellations/,
    ],
  ];
  for (const [title, nodes, expected] of broken)
    it(`finds ${title}`, () => assert.match(findingsIn(nodes).join('\n'), expected));

  it('is a command that says what to do, and fails where there are errors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'check-flows-'));
    try {
      const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
      await writeFile(good, JSON.stringify(regional));
      await writeFile(bad, JSON.stringify(changed('orbit-mllp-out', () => undefined)));
      assert.deepEqual(await run(good), [0, '0 errors, 0 warnings\n']);
      const [code, output] = await run(bad);
      assert.equal(code, 2);
      assert.match(output, /error: orbit-case: no orbit-mllp-out on the way of bookings \[4ac4655153bddf79\]/);
      assert.equal((await run(join(folder, 'none.json')))[0], 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function run(file: string): Promise<[number, string]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(FLOWS, 'check-flows.ts'), file], (error, stdout) => {
      resolve([typeof error?.code === 'number' ? error.code : 0, stdout]);
    });
  });
}
