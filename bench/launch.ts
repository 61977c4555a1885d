/** How long a launch takes, from the click to the page, with nothing else going on and while bookings come as fast as they can. */
import { startIdentityProvider } from '../flows/identity-provider/provider.ts';
import { OrbitProcess } from '../test/support/orbit-process.ts';
import { load } from './end-to-end.ts';
import { percentile, type Figure } from './figures.ts';
import { Receiver } from './receiver.ts';

const LAUNCHES = 200;
const BOOKINGS = 3_000;
const CLIENT_ID = 'bench';
/** Of the first booking of a load. */
const CASE_ID = 'OPB1000000';

export async function launchFigures(): Promise<Figure[]> {
  const provider = await startIdentityProvider({ port: 0, clientId: CLIENT_ID });
  const receiver = new Receiver();
  const port = await receiver.listen();
  const orbit = await OrbitProcess.start({
    env: {
      MILLENNIUM_HOST: '127.0.0.1',
      MILLENNIUM_PORT: String(port),
      ORBIT_SAMPLE_DAY: '0',
      ORBIT_OIDC_ISSUER: provider.issuer,
      ORBIT_OIDC_CLIENT_ID: CLIENT_ID,
    },
  });
  try {
    await load(orbit, receiver, 0, 1);
    const open = await signedIn(orbit);
    const idle = percentile(await launches(open, LAUNCHES), 0.95);
    const state = { isLoading: true };
    const loading = load(orbit, receiver, 1, BOOKINGS).finally(() => (state.isLoading = false));
    const times: number[] = [];
    while (state.isLoading) times.push(...(await launches(open, 1)));
    await loading;
    const busy = percentile(times, 0.95);
    return [
      { name: 'launch, click to page, p95, nothing else going on', value: idle, unit: 'ms', target: '' },
      {
        name: `the same while ${String(BOOKINGS)} bookings are sent (${String(times.length)} launches)`,
        value: busy,
        unit: 'ms',
        target: '≤ 300',
        met: busy <= 300,
      },
    ];
  } finally {
    await orbit.remove();
    await receiver.close();
    await provider.close();
  }
}

/** Signs in once, and gives the function that opens the launched case: looked up, logged on disk, and shown. */
async function signedIn(orbit: OrbitProcess): Promise<() => Promise<void>> {
  const begun = await fetch(`${orbit.base}/launch/o/v1/case/${CASE_ID}`, { redirect: 'manual' });
  const cookies = begun.headers.getSetCookie();
  const signIn = begun.headers.get('location') ?? '';
  const request = /name="request" value="([^"]+)"/.exec(await (await fetch(signIn)).text())?.[1] ?? '';
  const body = new URLSearchParams({ request, person: 'surgeon' });
  const back = await fetch(new URL('/sign-in', signIn), { method: 'POST', body, redirect: 'manual' });
  const finished = await fetch(back.headers.get('location') ?? '', { redirect: 'manual', headers: cookieOf(cookies) });
  const headers = cookieOf([...cookies, ...finished.headers.getSetCookie()]);
  const context = await fetch(`${orbit.base}${finished.headers.get('location') ?? ''}`, {
    redirect: 'manual',
    headers,
  });
  const page = `${orbit.base}${context.headers.get('location') ?? ''}`;
  return async () => {
    const answer = await fetch(page, { headers });
    if (!(await answer.text()).includes(CASE_ID)) throw new Error(`the launch answered ${String(answer.status)}`);
  };
}

function cookieOf(cookies: readonly string[]): { cookie: string } {
  return { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') };
}

async function launches(open: () => Promise<void>, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let launch = 0; launch < count; launch += 1) {
    const started = performance.now();
    await open();
    times.push(performance.now() - started);
  }
  return times;
}
