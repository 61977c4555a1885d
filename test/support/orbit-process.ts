/** A real Node-RED process with the suite, its own data folder and ports, as `npm start` runs it; killed and restarted at will. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

const RED = createRequire(import.meta.url).resolve('node-red/red.js');
const SETTINGS = join(import.meta.dirname, '../../flows/settings.cjs');
const READY_MS = 30_000;

export interface OrbitProcessOptions {
  /** Deployed instead of the regional flow. */
  flows?: unknown;
  env?: Readonly<Record<string, string>>;
}

export class OrbitProcess {
  readonly token = 'test-token-of-the-intake';
  readonly password = 'test-password-of-the-editor';
  readonly dataDir: string;
  readonly port: number;
  readonly millenniumPort: number;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  /** Everything the process printed since the first start. */
  output = '';

  private constructor(dataDir: string, port: number, millenniumPort: number, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.port = port;
    this.millenniumPort = millenniumPort;
    this.#env = env;
  }

  static async start({ flows, env = {} }: OrbitProcessOptions = {}): Promise<OrbitProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'orbit-'));
    if (flows !== undefined) await writeFile(join(dataDir, 'flows.json'), JSON.stringify(flows));
    const millenniumPort = env.MILLENNIUM_PORT === undefined ? await freePort() : Number(env.MILLENNIUM_PORT);
    const started = new OrbitProcess(dataDir, await freePort(), millenniumPort, env);
    await started.up();
    return started;
  }

  get base(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process (again) on the same data folder and waits until its flows run. */
  async up(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', RED, '--settings', SETTINGS], {
      env: {
        ...withoutContract(process.env),
        PORT: String(this.port),
        ORBIT_DATA_DIR: this.dataDir,
        ORBIT_TOKEN: this.token,
        ORBIT_ADMIN_PASSWORD: this.password,
        MILLENNIUM_PORT: String(this.millenniumPort),
        ...this.#env,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await this.#started(child);
  }

  #started(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Node-RED did not start:\n${this.output}`)), READY_MS);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        end();
      };
      child.once('exit', () => settle(() => reject(new Error(`Node-RED ended at its start:\n${this.output}`))));
      let seen = '';
      const read = (chunk: Buffer): void => {
        this.output += chunk.toString('utf8');
        seen += chunk.toString('utf8');
        if (seen.includes('Started flows') && seen.includes('Server now running')) settle(resolve);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
    });
  }

  /** Resolves when the process has ended by itself or by a failpoint. */
  async ended(): Promise<void> {
    if (this.#child !== undefined && this.running) await once(this.#child, 'exit');
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Ends the process and deletes its data folder. */
  async remove(): Promise<void> {
    await this.kill('SIGTERM');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Posts one event or a list to the intake. */
  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${this.base}/orbit/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token}`, ...headers },
      body: text,
    });
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.base}${path}`, { headers: { Authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Logs in to the editor. */
  async adminToken(): Promise<string> {
    const login = await fetch(`${this.base}/admin/auth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        client_id: 'node-red-editor',
        grant_type: 'password',
        scope: '*',
        username: 'admin',
        password: this.password,
      }),
    });
    return ((await login.json()) as { access_token: string }).access_token;
  }

  /** Calls the admin API as the editor does. */
  async admin(
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const accessToken = await this.adminToken();
    return fetch(`${this.base}/admin${path}`, {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${accessToken}` },
    });
  }
}

/** The variables of the machine must not change what the tests run against. */
function withoutContract(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const contract = new Set(['HOST', 'PORT', 'TRUST_PROXY', 'MILLENNIUM_HOST', 'MILLENNIUM_PORT']);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !contract.has(name) && !name.startsWith('ORBIT_')));
}
