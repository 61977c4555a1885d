/**
 * Finds a Chromium for the tests in the editor and starts it: the one of CHROMIUM_PATH, the system's, or the one that came with the packages.
 * Refuses to download anything: where none starts, the caller skips its tests with the reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

/** Nothing that leaves the machine, nothing that needs a display or a kernel with user namespaces. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const ROOT = resolve(import.meta.dirname, '../..');
const LAUNCH_TIMEOUT_MS = 30_000;

interface Candidate {
  executablePath: string;
  env: Record<string, string>;
}

/** Why no browser was found; set by `launchBrowser`. */
let reason = 'no Chromium was looked for yet';

/** The sentence a skipped browser test gives. */
export function whyNoBrowser(): string {
  return reason;
}

/** Starts the first Chromium that works; undefined when none does, see `whyNoBrowser`. The caller closes it. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const problems: string[] = [];
  for (const find of [named, system, packaged]) {
    try {
      const candidate = find();
      if (candidate !== undefined) return await start(candidate);
    } catch (error) {
      problems.push(String(error).split('\n', 1)[0] ?? '');
    }
  }
  reason = `no Chromium starts here (set CHROMIUM_PATH, or install one): ${problems.join('; ') || 'none found'}`;
  return undefined;
}

function start({ executablePath, env }: Candidate): Promise<Browser> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({
    executablePath,
    args: FLAGS,
    env: { ...Object.fromEntries(inherited), ...env },
    timeout: LAUNCH_TIMEOUT_MS,
  });
}

function named(): Candidate | undefined {
  const { CHROMIUM_PATH } = process.env;
  return CHROMIUM_PATH === undefined || CHROMIUM_PATH === '' ? undefined : { executablePath: CHROMIUM_PATH, env: {} };
}

function system(): Candidate | undefined {
  const executablePath = SYSTEM_PATHS.find((path) => existsSync(path));
  return executablePath === undefined ? undefined : { executablePath, env: {} };
}

/** The packaged Chromium brings the few libraries and the font that a bare Debian lacks; they are used by this process only. */
function packaged(): Candidate | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const packages = createRequire(import.meta.url);
  const folder = join(dirname(packages.resolve('@sparticuz/chromium')), '../..');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const target = join(ROOT, 'node_modules/.cache/chromium', version);
  if (!existsSync(target)) unpack(join(folder, 'bin'), target);
  return {
    executablePath: join(target, 'chromium'),
    env: { LD_LIBRARY_PATH: join(target, 'lib'), FONTCONFIG_FILE: join(target, 'fonts.conf') },
  };
}

/** Unpacks beside the target and moves it there in one step: two test runs may do so at once. */
function unpack(from: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(`${target}-`);
  try {
    writeFileSync(join(folder, 'chromium'), brotliDecompressSync(readFileSync(join(from, 'chromium.br'))), {
      mode: 0o755,
    });
    for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
      const input = brotliDecompressSync(readFileSync(join(from, archive)));
      const { status, stderr } = spawnSync('tar', ['-xf', '-', '-C', folder], { input });
      if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${String(stderr)}`);
    }
    writeFileSync(join(folder, 'fonts.conf'), fontSettings(target));
    renameSync(folder, target);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

function fontSettings(target: string): string {
  const folders = [join(target, 'fonts'), '/usr/share/fonts'].map((path) => `<dir>${path}</dir>`).join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}<cachedir>${target}/font-cache</cachedir></fontconfig>\n`;
}
