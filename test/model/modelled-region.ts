/** A whole region at work: the suite in a process of its own, a line that can break, and a Millennium that outlives the process. */
import { MillenniumSimulator } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import type { WireEvent } from '../../nodes/lib/orbit/wire-event.ts';
import { eventually } from '../support/eventually.ts';
import { OrbitProcess } from '../support/orbit-process.ts';
import { BreakingLine } from './breaking-line.ts';
import { regionFlow } from './region-flow.ts';

export interface HeldThing {
  eventId: string;
}

const ACCEPT_MS = 60_000;

export class ModelledRegion {
  readonly millennium: MillenniumSimulator;
  readonly line: BreakingLine;
  readonly orbit: OrbitProcess;
  #turn: Promise<void> = Promise.resolve();

  private constructor(millennium: MillenniumSimulator, line: BreakingLine, orbit: OrbitProcess) {
    this.millennium = millennium;
    this.line = line;
    this.orbit = orbit;
  }

  static async start(): Promise<ModelledRegion> {
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0, rules: { encounterFromSiu: true } });
    await millennium.start();
    const line = await BreakingLine.open(() => millennium.port);
    const orbit = await OrbitProcess.start({
      flows: regionFlow(),
      env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(line.port) },
    });
    return new ModelledRegion(millennium, line, orbit);
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.orbit.remove();
    await this.line.close();
    await this.millennium.close();
  }

  /** Sends a post again and again until all of it has been accepted, as Orbit does. */
  async post(events: readonly WireEvent[]): Promise<void> {
    const body = events.length === 1 ? events[0] : events;
    await eventually(
      `events of ${events[0]?.caseId ?? 'no case'} accepted`,
      async () => {
        const answer = await this.orbit.post(body);
        // Whatever it says is read: an answer left lying holds its connection.
        return { status: answer.status, text: await answer.text() };
      },
      ({ status }) => status === 202,
      ACCEPT_MS,
    );
  }

  /** One end or redeploy of the process after the other. */
  inTurn(deed: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(deed);
    return this.#turn;
  }

  async killAndStart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.orbit.kill(signal);
    await this.orbit.up();
  }

  /** Started anew to end by itself at the failpoint; when it does not get there it is killed. */
  async killAt(failpoint: string, patienceMs: number): Promise<void> {
    await this.orbit.kill();
    await this.orbit.up({ ORBIT_FAILPOINT: failpoint });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.orbit.ended(),
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      }),
    ]);
    clearTimeout(timer);
    await this.killAndStart('SIGKILL');
  }

  async redeploy(): Promise<void> {
    const read = await this.orbit.admin('/flows', { headers: { 'Node-RED-API-Version': 'v2' } });
    const deployed = (await read.json()) as { flows: unknown; rev: string };
    const answer = await this.orbit.admin('/flows', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Node-RED-API-Version': 'v2',
        'Node-RED-Deployment-Type': 'full',
      },
      body: JSON.stringify(deployed),
    });
    if (!answer.ok) throw new Error(`the redeploy was refused: ${String(answer.status)}`);
    await answer.arrayBuffer();
  }
}
