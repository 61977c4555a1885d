/**
 * Writes what Node-RED loads: nodes/ as JavaScript with its assets in dist/nodes, the editor's browser modules in resources.
 * Types are checked elsewhere (check-types.ts): every file can be translated by itself, so a build takes a second and none when nothing has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

interface Part {
  from: string;
  to: string;
  without?: string;
}

const root = resolve(import.meta.dirname, '..');
const stamp = join(root, 'dist/.built-from');
const parts: readonly Part[] = [
  { from: 'nodes', to: 'dist/nodes', without: join('nodes', 'editor') },
  { from: 'nodes/editor', to: 'resources' },
];

const state = stateOfSources();
if (!isWritten() || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
  rmSync(stamp, { force: true });
  for (const part of parts) await buildPart(part);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
}

/** Output that somebody deleted has to be written again. */
function isWritten(): boolean {
  return parts.every(({ from, to }) => !existsSync(join(root, from)) || existsSync(join(root, to)));
}

function stateOfSources(): string {
  const hash = createHash('sha256');
  const settings = ['tsconfig.json', 'package-lock.json', '.ci/build.ts'].map((name) => join(root, name));
  for (const file of [...settings, ...filesIn(join(root, 'nodes'))]) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function buildPart({ from, to, without }: Part): Promise<void> {
  const outputs = new Map<string, string | Buffer>();
  for (const file of filesIn(join(root, from))) {
    if (without !== undefined && file.startsWith(join(root, without) + sep)) continue;
    const target = join(root, to, relative(join(root, from), file));
    if (file.endsWith('.d.ts') || /tsconfig[^/\\]*\.json$/.test(file)) continue;
    if (file.endsWith('.ts')) await translate(file, target, outputs);
    else outputs.set(target, readFileSync(file));
  }
  for (const file of filesIn(join(root, to))) if (!outputs.has(file)) rmSync(file);
  for (const [file, content] of outputs) {
    if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

async function translate(file: string, target: string, outputs: Map<string, string | Buffer>): Promise<void> {
  const { default: ts } = await import('typescript');
  const output = target.replace(/\.ts$/, '.js');
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      rewriteRelativeImportExtensions: true,
      sourceMap: true,
    },
  });
  if (diagnostics !== undefined && diagnostics.length > 0) {
    console.error(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => root,
        getCanonicalFileName: (name) => name,
        getNewLine: () => '\n',
      }),
    );
    process.exit(1);
  }
  outputs.set(output, outputText);
  const map = JSON.parse(sourceMapText ?? '{}') as { sources: string[] };
  map.sources = [relative(dirname(output), file).replaceAll('\\', '/')];
  outputs.set(`${output}.map`, JSON.stringify(map));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
