// `npm start`: installs and builds what is missing, then starts Node-RED with the regional flow until it is stopped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const PARENT_CHECK_MS = 500;

await prepare();
const program = join(root, 'flows/start.ts');
if (!existsSync(program)) {
  console.error('flows/start.ts is missing: it starts Node-RED. Is the clone complete?');
  process.exit(1);
}
process.exitCode = await run([program], { started: stopWithNpm });
process.exit();

/** A killed npm cannot pass a signal on: without this, Node-RED would live on and keep its port. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, PARENT_CHECK_MS).unref();
}
