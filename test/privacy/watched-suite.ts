/** The suite at work with everything it puts out kept: what it prints, answers, shows in the editor and leaves in its folder. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import type { FaultRule } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { storyOf, type EventStoryView } from '../support/story.ts';
import { EditorFeed } from './editor-feed.ts';
import { marksIn } from './marked-patient.ts';
import { watchedFlow } from './watched-flow.ts';

const REASONS = '.reasons.json';

interface Spoken {
  channel: string;
  content: string;
}

export class WatchedSuite {
  readonly millennium: MillenniumSimulator;
  readonly orbit: OrbitProcess;
  /** Outside the data folder: what Orbit has put there stays Orbit's. */
  readonly inbox: string;
  #feed: EditorFeed;
  readonly #answers: Spoken[] = [];

  private constructor(millennium: MillenniumSimulator, orbit: OrbitProcess, inbox: string, feed: EditorFeed) {
    this.millennium = millennium;
    this.inbox = inbox;
    this.orbit = orbit;
    this.#feed = feed;
  }

  static async start(): Promise<WatchedSuite> {
    const inbox = await mkdtemp(join(tmpdir(), 'orbit-inbox-'));
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0 });
    await millennium.start();
    const orbit = await OrbitProcess.start({
      flows: watchedFlow(inbox),
      env: {
        ORBIT_LOG_LEVEL: 'trace',
        MILLENNIUM_HOST: '127.0.0.1',
        MILLENNIUM_PORT: String(millennium.port),
      },
    });
    return new WatchedSuite(millennium, orbit, inbox, await EditorFeed.open(orbit.base, await orbit.adminToken()));
  }

  async close(): Promise<void> {
    await this.#feed.close();
    await this.orbit.remove();
    await this.millennium.close();
    await rm(this.inbox, { recursive: true });
  }

  /** Kills the process and starts it again; the editor is opened anew. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.orbit.kill();
    await this.orbit.up(env);
    const seen = this.#feed.seen;
    this.#feed = await EditorFeed.open(this.orbit.base, await this.orbit.adminToken());
    this.#feed.seen.unshift(...seen);
  }

  misbehave(...rules: FaultRule[]): void {
    this.millennium.setFaults({ rules });
  }

  /** A request to the suite; status, headers and body of the answer are kept. */
  async call(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.orbit.base}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${this.orbit.token}`, ...(init.headers as Record<string, string> | undefined) },
    });
    const text = await answer.text();
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    this.#answers.push({ channel: `answer to ${init.method ?? 'GET'}`, content: `${headers}\n\n${text}` });
    return { status: answer.status, text };
  }

  /** Headers of a request of the editor. */
  async asAdmin(): Promise<{ headers: Record<string, string> }> {
    const token = await this.orbit.adminToken();
    return { headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } };
  }

  post(body: string | Buffer, type = 'application/json'): Promise<{ status: number; text: string }> {
    return this.call('/orbit/events', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
  }

  /** Posts the event and waits until nothing more happens to it by itself; its story is kept as an answer. */
  async settle(event: { eventId: string }): Promise<EventStoryView> {
    await this.post(JSON.stringify(event));
    const story = await storyOf(this.orbit, event.eventId);
    await this.call(`/orbit/events/${event.eventId}`);
    return story;
  }

  /** Resolves when the editor has shown the mark; the test's own time limit ends the wait. */
  shownInEditor(mark: string): Promise<void> {
    return this.#feed.until((content) => marksIn(content).some((found) => found.startsWith(mark)));
  }

  /** What of the patient got out, by channel; nothing when all is well. */
  async leaks(): Promise<string[]> {
    const spoken: Spoken[] = [
      { channel: 'standard output and error', content: this.orbit.output },
      ...this.#feed.seen.map((content) => ({ channel: 'editor', content })),
      ...this.#answers,
    ];
    const found = spoken.flatMap(({ channel, content }) => marksIn(content).map((mark) => `${channel}: ${mark}`));
    const inFolder = await leaksInFolder(this.orbit.dataDir, () => true);
    // The files are Orbit's; what is said about them is ours.
    const inInbox = await leaksInFolder(this.inbox, (name) => name.endsWith(REASONS));
    return [...new Set([...found, ...inFolder, ...inInbox])];
  }
}

async function leaksInFolder(folder: string, isOurs: (name: string) => boolean): Promise<string[]> {
  const leaks: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(folder, file);
    leaks.push(...marksIn(name).map((mark) => `file name: ${mark}`));
    if (!entry.isFile() || !isOurs(name)) continue;
    leaks.push(...marksIn(await readFile(file)).map((mark) => `file ${name}: ${mark}`));
  }
  return leaks;
}
