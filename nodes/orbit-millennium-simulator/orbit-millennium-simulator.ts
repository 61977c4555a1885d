/** Node: a Millennium to rehearse with, while none is connected; its state and its faults are reached under /simulator. */
import type { Node, NodeAPI } from 'node-red';
import { migrateConfig } from '../lib/runtime/config-migration.ts';
import { asError } from '../lib/runtime/guard-input.ts';
import { guardClose } from '../lib/runtime/guard-close.ts';
import { statusOf } from '../lib/runtime/node-status.ts';
import { addLive, forgetState, removeLive, stateFor } from './live-simulators.ts';
import { SIMULATOR_CONFIG_VERSION, simulatorMigrations } from './migrations.ts';
import { isWanted, optionsOf, type SimulatorDef } from './simulator-config.ts';
import { registerSimulatorRoutes } from './simulator-routes.ts';
import { MillenniumSimulator } from './simulator.ts';

export default function (RED: NodeAPI): void {
  registerSimulatorRoutes(RED.httpNode);
  RED.nodes.registerType('orbit-millennium-simulator', function (this: Node, saved: SimulatorDef) {
    const def = migrateConfig(saved, SIMULATOR_CONFIG_VERSION, simulatorMigrations);
    RED.nodes.createNode(this, saved);
    const show = statusOf(RED, this);
    if (!isWanted(def, process.env)) {
      show('idle', 'off');
      return;
    }
    const options = optionsOf(def, process.env);
    const place = options.port === 0 ? this.id : `${options.host}:${String(options.port)}`;
    const showState = (): void => {
      const values = { port: simulator.port, count: simulator.receivedCount };
      if (simulator.isDown) show('warning', 'down', values);
      else show('ok', 'listening', values);
    };
    const simulator = new MillenniumSimulator({
      ...options,
      state: stateFor(place),
      onReceived: ({ controlId, messageType, ackCode, errorCode, visitNumber, caseId, duplicate }) => {
        showState();
        this.send({ payload: { controlId, messageType, ackCode, errorCode, visitNumber, caseId, duplicate } });
      },
      onChange: showState,
      onTrouble: (code) => this.warn(RED._(`orbit-millennium-simulator.log.${code}`)),
    });
    const started = simulator.start().then(
      () => addLive(place, simulator),
      (cause: unknown) => {
        const { code, name } = asError(cause) as NodeJS.ErrnoException;
        const values = { port: options.port, code: code ?? name };
        show('error', code === 'EADDRINUSE' ? 'port-taken' : 'not-started', values);
        this.error(RED._('orbit-millennium-simulator.log.not-started', values));
      },
    );
    guardClose(this, async (removed) => {
      // A close in the middle of the start would leave a socket listening.
      await started;
      removeLive(place, simulator);
      await simulator.close();
      if (removed) forgetState(place);
    });
  });
}
