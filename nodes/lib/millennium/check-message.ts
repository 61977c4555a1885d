/** The last look at a message before it may be queued, whoever made or changed it: framing, header, structure, and that it says one thing about its time. */
import {
  asVersion,
  checkStructure,
  isAtLeast,
  parseMessage,
  structureOf,
  type Hl7Version,
  type ParsedMessage,
  type ParsedSegment,
  type StructureIssue,
} from '../hl7/index.ts';

const CONTROL = /[\x00-\x0C\x0E-\x1F]/;
const PROCESSING_IDS: readonly string[] = ['P', 'T', 'D'];

/** Every issue found; none when the message may be sent. Names places, never values. */
export function checkMessage(
  hl7: string,
  expected: { controlId: string; triggerEvent: string },
): readonly StructureIssue[] {
  if (CONTROL.test(hl7))
    return [{ path: 'MSH', message: 'the message has a control character other than the CR between segments' }];
  if (!hl7.endsWith('\r')) return [{ path: 'MSH', message: 'every segment is ended by CR, the last one too' }];
  const parsed = parseMessage(hl7);
  const header = parsed.ok ? parsed.message.segments[0] : undefined;
  if (!parsed.ok || header === undefined) return [{ path: 'MSH', message: 'the text is not an HL7 message' }];
  if (!hl7.startsWith('MSH|^~\\&|')) return [{ path: 'MSH-2', message: 'the separators are not the recommended ones' }];
  const issues = checkHeader(header, expected);
  if (issues.length > 0) return issues;
  const version = asVersion(header.field(12, 1, 1));
  const structure = structureOf(expected.triggerEvent);
  if (version === undefined || structure === undefined)
    return [{ path: 'MSH-12', message: 'the version is not one of ours' }];
  return [
    ...checkStructure(parsed.message, structure, version),
    ...(structure === 'SIU_S12' ? checkAppointment(parsed.message) : []),
  ];
}

function checkHeader(
  header: ParsedSegment,
  { controlId, triggerEvent }: { controlId: string; triggerEvent: string },
): readonly StructureIssue[] {
  const issues: StructureIssue[] = [];
  const expect = (field: number, holds: boolean, message: string): void => {
    if (!holds) issues.push({ path: `MSH-${String(field)}`, message });
  };
  const version = asVersion(header.field(12, 1, 1));
  const messageType = triggerEvent.startsWith('S') ? 'SIU' : 'ADT';
  expect(
    9,
    header.field(9, 1, 1) === messageType && header.field(9, 1, 2) === triggerEvent,
    `the message is not the ${messageType}^${triggerEvent} that was planned`,
  );
  expect(
    9,
    version === undefined || hasStructure(header.field(9, 1, 3), triggerEvent, version),
    'MSH-9.3 is not the structure of the trigger event in this version',
  );
  expect(10, header.field(10) === controlId, 'the control id is not the one that was planned');
  expect(11, PROCESSING_IDS.includes(header.field(11, 1, 1)), 'the processing id is not P, T or D');
  expect(12, version !== undefined, 'the version is not one of ours');
  return issues;
}

function hasStructure(structure: string, triggerEvent: string, version: Hl7Version): boolean {
  if (version === '2.3') return structure === '';
  return structure === structureOf(triggerEvent) || (structure === '' && !isAtLeast(version, '2.4'));
}

/** Fields that say when the appointment begins and how long it is. They may be left empty by a site's rule, but not contradict each other. */
const STARTS: Readonly<Record<string, number>> = { AIS: 4, AIG: 8, AIL: 6, AIP: 6 };
const DURATIONS: Readonly<Record<string, number>> = { AIS: 7, AIG: 11, AIL: 9, AIP: 9 };
const NURSING_UNIT = 'N';

function checkAppointment(message: ParsedMessage): readonly StructureIssue[] {
  const schedule = message.segment('SCH');
  if (schedule === undefined) return [];
  if (schedule.raw(1) === '' && schedule.raw(2) === '')
    return [{ path: 'SCH-2', message: 'neither SCH-1 nor SCH-2 is valued' }];
  const start = schedule.field(11, 1, 4);
  const minutes = schedule.raw(9);
  const issues: StructureIssue[] = [];
  const compare = (path: string, stated: string, expected: string): void => {
    if (stated !== '' && expected !== '' && stated !== expected)
      issues.push({ path, message: 'the time is not the one in SCH' });
  };
  compare('SCH-11', schedule.field(11, 1, 3), minutes);
  compare('TQ1-6', message.segment('TQ1')?.field(6, 1, 1) ?? '', minutes);
  compare('TQ1-7', message.segment('TQ1')?.raw(7) ?? '', start);
  for (const segment of message.segments) {
    const [startField, durationField] = [STARTS[segment.name], DURATIONS[segment.name]];
    if (startField === undefined || durationField === undefined || isBedPlace(segment)) continue;
    compare(`${segment.name}-${String(startField)}`, segment.raw(startField), start);
    compare(`${segment.name}-${String(durationField)}`, segment.raw(durationField), minutes);
  }
  return issues;
}

/** A nursing unit is booked for the stay, not for the operation. */
function isBedPlace(segment: ParsedSegment): boolean {
  return segment.name === 'AIL' && segment.field(4, 1, 1) === NURSING_UNIT;
}
