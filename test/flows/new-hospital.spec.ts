import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRESETS, profileFile } from '../../nodes/lib/millennium/index.ts';

const COMMAND = join(import.meta.dirname, '../../flows/new-hospital.ts');

describe('the configuration of a new hospital', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'new-hospital-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = (...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      );
    });
  const written = async (name: string): Promise<Record<string, unknown>[]> =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>[];

  it('is that of a hospital that is not begun, for both systems where there are two', async () => {
    const { code, output } = await run('SU-OSTRA', '--name', 'Östra sjukhuset', '--elvis');
    assert.equal(code, 0, output);
    const nodes = await written('hospital-SU-OSTRA.flow.json');
    assert.deepEqual(
      nodes.map(({ type, hospital, name, system, routes }) => [type, hospital, name, system, routes]),
      [
        ['orbit-hospital', 'SU-OSTRA', 'Östra sjukhuset', 'millennium', [{ department: '*', state: 'off', from: '' }]],
        ['orbit-hospital', 'SU-OSTRA', 'Östra sjukhuset, ELVIS', 'elvis', []],
      ],
    );
    assert.equal(new Set(nodes.map(({ id }) => id)).size, 2);
  });

  it('takes a preset, or a profile that was saved as a file', async () => {
    const [name = '', preset] = Object.entries(PRESETS)[1] ?? [];
    assert.equal((await run('A', '--preset', name)).code, 0);
    assert.deepEqual((await written('hospital-A.flow.json'))[0]?.profile, preset);
    await writeFile(join(folder, 'saved.json'), JSON.stringify(profileFile('OTHER', { hl7Version: '2.5' })));
    assert.equal((await run('B', '--profile', 'saved.json')).code, 0);
    assert.deepEqual((await written('hospital-B.flow.json'))[0]?.profile, { hl7Version: '2.5' });
  });

  it('says what is wrong, and overwrites nothing', async () => {
    await run('A');
    await writeFile(join(folder, 'newer.json'), JSON.stringify({ ...profileFile('A', {}), version: 9 }));
    await writeFile(join(folder, 'wrong.json'), JSON.stringify(profileFile('A', { hl7Version: '9' })));
    for (const [args, expected] of [
      [['A'], /is there already/],
      [[], /Name the code/],
      [['A B'], /Name the code/],
      [['B', '--preset', 'none'], /--preset is one of/],
      [['B', '--profile', 'newer.json'], /newer version/],
      [['B', '--profile', 'wrong.json'], /hl7Version must be one of/],
    ] as const) {
      const { code, output } = await run(...args);
      assert.equal(code, 1);
      assert.match(output, expected);
    }
  });
});
