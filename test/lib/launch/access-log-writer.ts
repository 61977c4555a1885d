/** A process that tells accesses one after the other and prints the number of each that is on disk: `<folder> <key file> <name> <count> [failpoint]`. */
import { AccessLog } from '../../../nodes/lib/launch/access-log/index.ts';
import { access } from './access-samples.ts';

const [folder = '', file = '', name = '', count = '', failpoint] = process.argv.slice(2);
const log = new AccessLog({
  folder,
  key: { file },
  lockWaitMs: 30_000,
  failpoint: (reached) => {
    if (reached === failpoint) process.kill(process.pid, 'SIGKILL');
  },
});
for (let index = 0; index < Number(count); index += 1) {
  const told = await log.tell(access(`${name}-${String(index)}`));
  process.stdout.write(told.ok ? `${String(told.sequence)} ${told.logId}\n` : `${told.code}\n`);
}
await log.close();
