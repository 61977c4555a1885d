/**
 * `npm run new-hospital -- <code> [--name "Östra sjukhuset"] [--preset <name> | --profile <file>] [--elvis] [--out <file>]`:
 * writes the configuration of a hospital that is not begun yet, to be imported in the editor. Changes nothing that runs.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadMillenniumRoom, type MillenniumRoom } from './orbit-room.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    preset: { type: 'string' },
    profile: { type: 'string' },
    elvis: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const CODE = /^[A-Za-z0-9._-]{1,20}$/;

try {
  const [code = ''] = positionals;
  if (!CODE.test(code))
    throw new Error('Name the code of the hospital as Orbit writes it: npm run new-hospital -- SU-OSTRA');
  const out = values.out ?? `hospital-${code}.flow.json`;
  if (existsSync(out)) throw new Error(`${out} is there already; name another file with --out.`);
  const room = await loadMillenniumRoom();
  const profile = profileOf(room);
  const parsed = room.parseProfile({ ...profile, hospital: code });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ pointer, message }) => `${pointer} ${message}`).join('\n'));
  writeFileSync(out, `${JSON.stringify(nodesOf(code, profile), null, 2)}\n`);
  console.log(
    `${out} is written. In the editor: menu → Import → choose the file; then go through the dialog of the hospital and deploy.`,
  );
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

function profileOf({ PRESETS, readProfileFile }: MillenniumRoom): object {
  if (values.preset !== undefined && values.profile !== undefined)
    throw new Error('--preset and --profile exclude each other');
  if (values.preset !== undefined) {
    const preset = Object.entries(PRESETS).find(([name]) => name === values.preset)?.[1];
    if (preset === undefined) throw new Error(`--preset is one of ${Object.keys(PRESETS).join(', ')}`);
    return preset;
  }
  if (values.profile === undefined) return {};
  const read = readProfileFile(JSON.parse(readFileSync(values.profile, 'utf8')));
  if (read.ok) return read.file.profile;
  throw new Error(
    read.reason === 'newer'
      ? `${values.profile} was saved by a newer version of this program; update it first.`
      : `${values.profile} is no hospital profile.`,
  );
}

/** Not begun: nothing changes for the hospital before somebody says so in its dialog. */
function nodesOf(code: string, profile: object): object[] {
  const name = values.name ?? code;
  const common = { type: 'orbit-hospital', hospital: code, endpoint: '', profile, configVersion: 2 };
  const own = { ...common, name, system: 'millennium', routes: [{ department: '*', state: 'off', from: '' }] };
  const elvis = { ...common, name: `${name}, ELVIS`, system: 'elvis', routes: [] };
  return [own, ...(values.elvis ? [elvis] : [])].map((node) => ({ id: randomBytes(8).toString('hex'), ...node }));
}
