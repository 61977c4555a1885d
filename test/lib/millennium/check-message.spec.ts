import assert from 'node:assert/strict';
import { checkMessage } from '../../../nodes/lib/millennium/index.ts';
import { built } from '../../support/planned.ts';
import { makeProfile } from '../../support/profiles.ts';

const s12 = built('S12', { profile: makeProfile({ hl7Version: '2.5', personnelSegment: 'both' }) });
const a05 = built('A05');

function issues(hl7: string, expected: { controlId: string; triggerEvent: string } = s12): readonly string[] {
  return checkMessage(hl7, expected).map(({ path, message }) => `${path}: ${message}`);
}

describe('the last check of a message', () => {
  it('finds nothing in what the builders make', () => {
    assert.deepEqual(issues(s12.hl7), []);
    assert.deepEqual(issues(a05.hl7, a05), []);
  });

  it('refuses what would break the frame or the lines', () => {
    for (const character of ['\u000b', '\u001c', '\u0000', '\n', '\t']) {
      assert.deepEqual(issues(s12.hl7.replace('ORBIT', `OR${character}BIT`)), [
        'MSH: the message has a control character other than the CR between segments',
      ]);
    }
    assert.deepEqual(issues(s12.hl7.slice(0, -1)), ['MSH: every segment is ended by CR, the last one too']);
    assert.deepEqual(issues('hello\r'), ['MSH: the text is not an HL7 message']);
    assert.deepEqual(issues(''), ['MSH: every segment is ended by CR, the last one too']);
    assert.deepEqual(issues('MSH|^~&\\|ORBIT\r'), ['MSH-2: the separators are not the recommended ones']);
  });

  it('refuses a message other than the planned one', () => {
    assert.deepEqual(issues(a05.hl7), [
      'MSH-9: the message is not the SIU^S12 that was planned',
      'MSH-9: MSH-9.3 is not the structure of the trigger event in this version',
      'MSH-10: the control id is not the one that was planned',
    ]);
    assert.deepEqual(issues(s12.hl7.replace('^SIU_S12|', '^SIU_S13|')), [
      'MSH-9: MSH-9.3 is not the structure of the trigger event in this version',
    ]);
    assert.deepEqual(issues(s12.hl7.replace('|P|2.5|', '|X|2.5|')), ['MSH-11: the processing id is not P, T or D']);
    assert.deepEqual(issues(s12.hl7.replace('|P|2.5|', '|P|2.9|')), ['MSH-12: the version is not one of ours']);
    assert.deepEqual(issues(s12.hl7, { controlId: s12.controlId, triggerEvent: 'S99' }).length, 2);
  });

  it('takes MSH-9.3 as the version has it', () => {
    const of = (hl7Version: string, structure: string) => {
      const message = built('A05', { profile: makeProfile({ hl7Version, charset: '8859/1' }) });
      return issues(message.hl7.replace('ADT^A05|', `ADT^A05${structure}|`), message);
    };
    assert.deepEqual([of('2.3', ''), of('2.3.1', '')], [[], []]);
    assert.deepEqual(
      of('2.3', '^ADT_A05')[0],
      'MSH-9: MSH-9.3 is not the structure of the trigger event in this version',
    );
    const without = built('A05');
    assert.deepEqual(issues(without.hl7.replace('^ADT_A05', ''), without), [
      'MSH-9: MSH-9.3 is not the structure of the trigger event in this version',
    ]);
  });

  it('hands on what the structure check finds', () => {
    assert.deepEqual(issues(s12.hl7.replace(/\rRGS\|[^\r]*/, '')), ['RGS: the segment is missing before AIS']);
    assert.deepEqual(issues(s12.hl7.replace('\rPV1|1|I|', '\rPV1|1||')), ['PV1-2: Patient Class is required']);
  });

  it('needs a number for the appointment', () => {
    assert.deepEqual(issues(s12.hl7.replace(/\rSCH\|[^|]*\|[^|]*\|/, '\rSCH|||')), [
      'SCH-2: neither SCH-1 nor SCH-2 is valued',
    ]);
  });

  it('refuses a message that contradicts itself about its time', () => {
    const later = '20261110090000+0100';
    const wrong = (from: RegExp, to: string) => issues(s12.hl7.replace(from, to));
    assert.deepEqual(wrong(/(\rAIS\|1\|A\|[^|]*\|)[^|]*/, `$1${later}`), ['AIS-4: the time is not the one in SCH']);
    assert.deepEqual(wrong(/(\rAIP\|1\|A\|[^|]*\|[^|]*\|\|)[^|]*/, `$1${later}`), [
      'AIP-6: the time is not the one in SCH',
    ]);
    assert.deepEqual(wrong(/(\rAIL\|1\|A\|[^|]*\|[^|]*\|\|[^|]*\|\|\|)150/, '$1140'), [
      'AIL-9: the time is not the one in SCH',
    ]);
    assert.deepEqual(wrong(/(\rAIG\|1\|A\|[^|]*\|[^|]*\|\|\|\|[^|]*\|\|\|)150/, '$1140'), [
      'AIG-11: the time is not the one in SCH',
    ]);
    assert.deepEqual(wrong(/\^\^150\^/, '^^140^'), ['SCH-11: the time is not the one in SCH']);
    assert.deepEqual(wrong(/150\^MIN/, '140^MIN'), ['TQ1-6: the time is not the one in SCH']);
    assert.deepEqual(wrong(/(\rTQ1\|1\|\|\|\|\|[^|]*\|)[^|]*/, `$1${later}`), [
      'TQ1-7: the time is not the one in SCH',
    ]);
  });

  it('takes a time that a site has left out, and the stay of a bed place', () => {
    assert.deepEqual(issues(s12.hl7.replace('^^150^', '^^^')), []);
    const bed = built('S12', { profile: makeProfile({ plan: { bedBooking: 'SIU-AIL' } }) });
    assert.match(bed.hl7, /\|4200\|/);
    assert.deepEqual(issues(bed.hl7, bed), []);
  });

  it('tells places and never values', () => {
    const text = issues(s12.hl7.replace('Tolvansson', 'Tolvansson'.repeat(40))).join();
    assert.match(text, /PID-5/);
    assert.doesNotMatch(text, /Tolvan/);
  });
});
