// `npm start`: installs and builds what is missing, then starts Node-RED with the regional flow until it is stopped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

await prepare();
const program = join(root, 'flows/start.ts');
if (!existsSync(program)) {
  console.error('flows/start.ts is missing: it starts Node-RED. Is the clone complete?');
  process.exit(1);
}
process.exit(await run([program]));
