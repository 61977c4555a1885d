/** `npm run check-flows [-- flows.json]`: says what in a flow would keep bookings from arriving. Without a file, the deployed flow of the data folder. 0: nothing, 2: errors. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { flowFindings, type FlowNode } from './flow-findings.ts';
import { loadMillenniumRoom } from './orbit-room.ts';

try {
  const file = process.argv[2] ?? join(dataDir(), 'flows.json');
  if (!existsSync(file)) throw new Error(`There is no flow ${file}.`);
  const { parseProfile, checkRules } = await loadMillenniumRoom();
  const findings = flowFindings(readFlow(file), {
    profileIssues: (profile) => {
      const parsed = parseProfile(profile);
      return parsed.ok ? [] : parsed.issues;
    },
    // Whether an expression can be read, the editor says: its language comes with Node-RED.
    ruleIssues: (rules) => checkRules(rules, (text) => text.trim() !== ''),
  });
  for (const { severity, id, text } of findings) console.log(`${severity}: ${text}${id === '' ? '' : ` [${id}]`}`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  console.log(`${String(errors)} errors, ${String(findings.length - errors)} warnings`);
  process.exitCode = errors === 0 ? 0 : 2;
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}

function dataDir(): string {
  const check = readEnvironment({ ...process.env, HOST: '' }, process.cwd());
  if (!check.ok) throw new Error(check.problems.join('\n'));
  return check.environment.dataDir;
}

function readFlow(file: string): FlowNode[] {
  const flow = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  if (!Array.isArray(flow)) throw new Error(`${file} is no flow of Node-RED.`);
  return flow as FlowNode[];
}
