import assert from 'node:assert/strict';
import { LaunchBed } from './launch-bed.ts';

describe('a launch desk whose store does not work', () => {
  it('says so, and opens nothing', async () => {
    const bed = await LaunchBed.open();
    try {
      bed.cases.get = () => {
        throw new Error('down');
      };
      const answer = await bed.openCase();
      assert.equal(answer.status, 503);
      assert.ok(answer.body.includes('UT-503'));
      assert.equal(bed.failures.length, 1);
    } finally {
      bed.close();
    }
  });
});

describe('a site whose Millennium has an address', () => {
  it('shows the way there, with the numbers alone', async () => {
    const template = 'https://millennium.example.se/open?person={personId}&encounter={encounterId}';
    const bed = await LaunchBed.open({ way: { kind: 'address', template } });
    try {
      bed.addCase();
      const { body } = await bed.openCase();
      assert.ok(body.includes('href="https://millennium.example.se/open?person=1001&amp;encounter=2002"'));
      bed.addCase({});
      assert.ok((await bed.openCase()).body.includes('Sök patienten i Millennium'));
    } finally {
      bed.close();
    }
  });
});

describe('a site whose machines start PowerChart', () => {
  it('shows the way there, with the arguments of the view', async () => {
    const way = { kind: 'launcher', scheme: 'orbit-millennium' } as const;
    const bed = await LaunchBed.open({ way, tabs: { chart: 'Översikt' } });
    try {
      bed.addCase();
      const [, href = ''] = /href="(orbit-millennium:[^"]+)"/.exec((await bed.openCase()).body) ?? [];
      assert.equal(decodeURIComponent(href), 'orbit-millennium:/PERSONID=1001 /ENCNTRID=2002 /FIRSTTAB=^Översikt^');
    } finally {
      bed.close();
    }
  });
});
