import assert from 'node:assert/strict';
import { surgicalCase } from '../surgery/case-makers.ts';
import { ANNA, BO, LaunchBed, LINKED } from './launch-bed.ts';

const { patient } = surgicalCase();

describe('the launch Orbit → Millennium', () => {
  let bed: LaunchBed;

  beforeEach(async () => {
    bed = await LaunchBed.open();
    bed.addCase();
  });
  afterEach(() => {
    bed.close();
    assert.deepEqual(bed.failures, []);
  });

  describe('by case number', () => {
    it('opens patient and encounter, and has written it down before it shows anything', async () => {
      const answer = await bed.openCase();
      assert.equal(answer.status, 200);
      assert.ok(
        answer.body.includes(patient.id) && answer.body.includes(patient.family) && answer.body.includes('OP1'),
      );
      const [entry] = bed.told;
      assert.deepEqual(
        [entry?.outcome, entry?.context, entry?.encounter, entry?.patient?.id, entry?.user?.hsaId],
        ['attempted', 'encounter', 'OP1', patient.id, ANNA.hsaId],
      );
      assert.equal('displayName' in (entry?.user ?? {}), false);
    });

    it('opens the patient alone, with what that means, while there is no encounter to open', async () => {
      const { encounter } = LINKED;
      assert.ok(encounter !== undefined);
      for (const [facts, code] of [
        [{ encounter: { ...encounter, state: 'pending' as const } }, 'UT-201'],
        [{}, 'UT-202'],
        [{ encounter: { ...encounter, state: 'cancelled' as const } }, 'UT-203'],
      ] as const) {
        bed.addCase(facts);
        const answer = await bed.openCase();
        assert.equal(answer.status, 200);
        assert.ok(answer.body.includes(`<strong>${code}</strong>`) && answer.body.includes(patient.id));
        assert.equal(bed.told.at(-1)?.context, 'patient');
      }
    });

    it('opens nothing when the encounter is another patient’s, and says so in the log', async () => {
      bed.addCase({ ...LINKED, personId: '9' });
      const answer = await bed.openCase();
      assert.equal(answer.status, 409);
      assert.ok(answer.body.includes('UT-409') && !answer.body.includes(patient.id));
      assert.deepEqual([bed.told[0]?.outcome, bed.told[0]?.code], ['failed', 'UT-409']);
    });

    it('opens nothing when the access cannot be written down', async () => {
      bed.canTell = false;
      const answer = await bed.openCase();
      assert.equal(answer.status, 503);
      assert.ok(!answer.body.includes(patient.id) && !answer.body.includes(patient.family));
    });

    it('shows no name of a protected identity', async () => {
      bed.addCase(LINKED, { protected: true });
      const answer = await bed.openCase();
      assert.ok(answer.body.includes('Skyddade personuppgifter'));
      assert.ok(!answer.body.includes(patient.family) && !answer.body.includes(patient.given));
    });

    it('sends whoever is not signed in to the sign-in, with the way back', async () => {
      bed.signedIn = undefined;
      const answer = await bed.get('/o/v1/case/OP1?view=booking');
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.Location, 'https://idp.example.se/?/o/v1/case/OP1?view=booking');
    });

    it('answers a case that is not known as any other that was not found', async () => {
      const answer = await bed.openCase('OP999');
      assert.equal(answer.status, 404);
      assert.equal(bed.told[0]?.code, 'UT-404');
    });

    it('takes no key of another form and no unknown view', async () => {
      for (const path of ['/o/v1/case/%2e%2e%2fetc', '/o/v1/case/OP1?view=%5Edrop%5E', '/o/v1/case/%E0%A4%A'])
        assert.equal((await bed.get(path)).status, 400);
    });

    it('limits each user by themselves', async () => {
      for (let launch = 0; launch < 3; launch += 1) assert.equal((await bed.get('/o/v1/case/OP1')).status, 303);
      assert.equal((await bed.get('/o/v1/case/OP1')).status, 429);
      bed.signedIn = BO;
      assert.equal((await bed.get('/o/v1/case/OP1')).status, 303);
      bed.signedIn = ANNA;
      bed.now = new Date(bed.now.getTime() + 60_001);
      assert.equal((await bed.get('/o/v1/case/OP1')).status, 303);
    });
  });

  describe('by ticket', () => {
    it('leads by a link that uses nothing up, and a form that opens once', async () => {
      const { ticket, cid, answer } = await bed.ticket();
      assert.equal(answer.status, 201);
      for (let look = 0; look < 2; look += 1) assert.equal((await bed.get(`/go/${ticket}`)).status, 200);
      const taken = await bed.post('/go', { ticket });
      assert.deepEqual([taken.status, LaunchBed.wayOn(taken)], [303, `/c/${cid}`]);
      assert.equal((await bed.get(`/c/${cid}`)).status, 200);
      assert.equal((await bed.post('/go', { ticket })).status, 410);
    });

    it('refuses a browser that only fetches ahead', async () => {
      const { ticket } = await bed.ticket();
      assert.equal((await bed.get(`/go/${ticket}`, { 'sec-purpose': 'prefetch;prerender' })).status, 400);
      assert.equal((await bed.post('/go', { ticket })).status, 303);
    });

    it('ends after its time', async () => {
      const { ticket } = await bed.ticket();
      bed.now = new Date(bed.now.getTime() + 60_000);
      assert.equal((await bed.post('/go', { ticket })).status, 410);
    });

    it('is taken by one of two that share the book', async () => {
      const { ticket } = await bed.ticket();
      const other = bed.another();
      try {
        const body = new URLSearchParams({ ticket }).toString();
        const request = { method: 'POST', path: '/go', body };
        const answers = await Promise.all([bed.ask(request), bed.ask(request, other.desk)]);
        assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410]);
      } finally {
        other.close();
      }
    });

    it('opens for its own user alone, and another is written down', async () => {
      const { ticket, cid } = await bed.ticket();
      bed.signedIn = BO;
      assert.equal((await bed.post('/go', { ticket })).status, 403);
      assert.equal((await bed.get(`/c/${cid}`)).status, 403);
      assert.deepEqual(
        bed.told.map(({ outcome, code, user }) => [outcome, code, user?.hsaId]),
        [
          ['denied', 'UT-403', BO.hsaId],
          ['denied', 'UT-403', BO.hsaId],
        ],
      );
    });

    it('asks for the sign-in after it was taken, and opens then', async () => {
      const { ticket, cid } = await bed.ticket();
      bed.signedIn = undefined;
      assert.equal((await bed.post('/go', { ticket })).status, 303);
      assert.equal((await bed.get(`/c/${cid}`)).headers.Location, `https://idp.example.se/?/c/${cid}`);
      bed.signedIn = ANNA;
      assert.equal((await bed.get(`/c/${cid}`)).status, 200);
    });

    it('is given to nobody without a fresh assertion, and for nothing but case, user and view', async () => {
      const assertion = await bed.sign('client-authentication+jwt');
      const ask = (authorization: string, wish: object): Promise<number> =>
        bed
          .ask({ method: 'POST', path: '/o/v1/tickets', headers: { authorization }, body: JSON.stringify(wish) })
          .then(({ status }) => status);
      const wish = { caseId: 'OP1', userHsaId: ANNA.hsaId };
      assert.equal(await ask('', wish), 401);
      assert.equal(await ask(`Bearer ${assertion}`, wish), 201);
      assert.equal(await ask(`Bearer ${assertion}`, wish), 401);
      for (const wrong of [{ ...wish, patient: patient.id }, { caseId: 'OP1' }, { ...wish, userHsaId: 'x' }, []])
        assert.equal(await ask(`Bearer ${await bed.sign('client-authentication+jwt')}`, wrong), 400);
    });
  });

  describe('by signed token', () => {
    const claims = { ctx: 'OP1' };

    it('opens the context of its user', async () => {
      const answer = await bed.post('/o/v1/launch', { launch_token: await bed.sign('launch+jwt', claims) });
      assert.equal(answer.status, 303);
      assert.equal((await bed.get(LaunchBed.wayOn(answer))).status, 200);
    });

    it('is taken once', async () => {
      const token = await bed.sign('launch+jwt', claims);
      assert.equal((await bed.post('/o/v1/launch', { launch_token: token })).status, 303);
      assert.equal((await bed.post('/o/v1/launch', { launch_token: token })).status, 410);
    });

    it('is refused without a case of the right form, and for nobody', async () => {
      for (const wrong of [{}, { ctx: '../x' }, { ctx: 'OP1', view: 'x' }, { ctx: 'OP1', sub: 'Anna' }])
        assert.equal(
          (await bed.post('/o/v1/launch', { launch_token: await bed.sign('launch+jwt', wrong) })).status,
          400,
        );
      assert.equal((await bed.post('/o/v1/launch', {})).status, 400);
    });
  });

  describe('an open context', () => {
    it('can be loaded anew for a while', async () => {
      const way = LaunchBed.wayOn(await bed.get('/o/v1/case/OP1'));
      assert.equal((await bed.get(way)).status, 200);
      assert.equal((await bed.get(way)).status, 200);
      bed.now = new Date(bed.now.getTime() + 300_000);
      assert.equal((await bed.get(way)).status, 410);
    });

    it('is over once the same user opens another', async () => {
      const first = LaunchBed.wayOn(await bed.get('/o/v1/case/OP1'));
      await bed.get(first);
      await bed.openCase();
      const stale = await bed.get(first);
      assert.ok(stale.status === 410 && stale.body.includes('UT-411') && !stale.body.includes(patient.id));
    });

    it('is taken back by the system it came from', async () => {
      const { cid } = await bed.ticket();
      const end = async (userHsaId: string): Promise<number> => {
        const headers = { authorization: `Bearer ${await bed.sign('client-authentication+jwt')}` };
        const body = JSON.stringify({ cid, userHsaId });
        return (await bed.ask({ method: 'POST', path: '/o/v1/invalidate', headers, body })).status;
      };
      assert.equal(await end(BO.hsaId), 404);
      assert.equal(await end(ANNA.hsaId), 200);
      assert.equal((await bed.get(`/c/${cid}`)).status, 410);
    });
  });

  describe('every page', () => {
    it('is kept nowhere, framed by nobody, without script, in the language asked for', async () => {
      const { headers, body } = await bed.openCase();
      assert.equal(headers['Cache-Control'], 'no-store');
      assert.equal(headers['Referrer-Policy'], 'no-referrer');
      assert.match(String(headers['Content-Security-Policy']), /default-src 'none'.*frame-ancestors 'none'/);
      assert.ok(body.startsWith('<!DOCTYPE html>\n<html lang="sv">\n<head>\n<meta http-equiv="X-UA-Compatible"'));
      assert.ok(!body.includes('<script'));
      const english = await bed.get('/go/x?lang=en');
      assert.ok(english.body.includes('<html lang="en">'));
      assert.match(String(english.headers['Set-Cookie']), /uthopp-language=en/);
      assert.ok((await bed.get('/go/x', { cookie: 'uthopp-language=en' })).body.includes('<html lang="en">'));
      assert.ok((await bed.get('/go/x', { 'accept-language': 'fr, en-GB;q=0.8' })).body.includes('<html lang="en">'));
    });

    it('escapes what it shows', async () => {
      bed.addCase(LINKED, { family: '<script>"&' });
      const { body } = await bed.openCase();
      assert.ok(body.includes('&lt;script&gt;&quot;&amp;') && !body.includes('<script>'));
    });

    it('holds no identity in addresses and headers', async () => {
      const { ticket, cid, answer } = await bed.ticket();
      const taken = await bed.post('/go', { ticket });
      const opened = await bed.get(`/c/${cid}`);
      for (const { headers } of [answer, taken, opened])
        assert.ok(
          !JSON.stringify(headers).includes(patient.id.slice(2)) && !JSON.stringify(headers).includes(patient.family),
        );
    });
  });
});
