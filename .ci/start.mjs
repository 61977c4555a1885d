// `npm start`
import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

prepare();
run([join(root, 'flows/start.ts')]);
