/** Which segments a message structure has, in order: the abstract message syntax of HL7 v2 §2.12, chapters 3 and 10, for versions 2.3 to 2.5.1. */
import { isAtLeast, VERSIONS, type Hl7Version } from '../version.ts';

/** A segment or a group that begins with `name`; a group is there when its first segment is. */
export interface Element {
  readonly name: string;
  readonly group?: readonly Element[];
  readonly required: boolean;
  readonly repeats: boolean;
}

export type Structure = readonly Element[];

export const STRUCTURES = ['ADT_A01', 'ADT_A05', 'ADT_A09', 'ADT_A21', 'ADT_A38', 'SIU_S12'] as const;
export type StructureId = (typeof STRUCTURES)[number];

/** MSH-9.3 of the trigger events. */
const STRUCTURE_OF: Readonly<Record<string, StructureId>> = {
  A01: 'ADT_A01',
  A04: 'ADT_A01',
  A08: 'ADT_A01',
  A05: 'ADT_A05',
  A14: 'ADT_A05',
  A11: 'ADT_A09',
  A27: 'ADT_A21',
  A38: 'ADT_A38',
  S12: 'SIU_S12',
  S13: 'SIU_S12',
  S14: 'SIU_S12',
  S15: 'SIU_S12',
  S16: 'SIU_S12',
  S17: 'SIU_S12',
  S26: 'SIU_S12',
};

export function structureOf(triggerEvent: string): StructureId | undefined {
  return Object.hasOwn(STRUCTURE_OF, triggerEvent) ? STRUCTURE_OF[triggerEvent] : undefined;
}

export function structure(id: StructureId, version: Hl7Version): Structure {
  return COMPILED[version][id];
}

const one = (name: string): Element => ({ name, required: true, repeats: false });
const maybe = (name: string): Element => ({ name, required: false, repeats: false });
const any = (name: string): Element => ({ name, required: false, repeats: true });

function anyGroup(first: string, ...rest: readonly Element[]): Element {
  return { name: first, group: [one(first), ...rest], required: false, repeats: true };
}

function manyGroup(first: string, ...rest: readonly Element[]): Element {
  return { ...anyGroup(first, ...rest), required: true };
}

const when = (condition: boolean, ...elements: readonly Element[]): readonly Element[] => (condition ? elements : []);

const COMPILED = Object.fromEntries(VERSIONS.map((version) => [version, structuresOf(version)])) as Record<
  Hl7Version,
  Record<StructureId, Structure>
>;

function structuresOf(version: Hl7Version): Record<StructureId, Structure> {
  const software = when(isAtLeast(version, '2.5'), any('SFT'));
  const cancellation = [
    one('MSH'),
    ...software,
    one('EVN'),
    one('PID'),
    maybe('PD1'),
    one('PV1'),
    maybe('PV2'),
    any('DB1'),
    any('OBX'),
  ];
  const admission = admissionOf(version);
  return {
    ADT_A01: [...admission, ...when(isAtLeast(version, '2.4'), maybe('PDA'))],
    ADT_A05: admission,
    ADT_A09: [...cancellation, any('DG1')],
    ADT_A21: cancellation,
    ADT_A38: [...cancellation, any('DG1'), maybe('DRG')],
    SIU_S12: schedulingOf(version),
  };
}

function admissionOf(version: Hl7Version): Structure {
  const roles = when(isAtLeast(version, '2.4'), any('ROL'));
  const insurance = [maybe('IN2'), version === '2.3' ? maybe('IN3') : any('IN3'), ...roles];
  return [
    one('MSH'), ...when(isAtLeast(version, '2.5'), any('SFT')), one('EVN'),
    one('PID'), maybe('PD1'), ...roles, any('NK1'),
    one('PV1'), maybe('PV2'), ...roles, any('DB1'), any('OBX'), any('AL1'), any('DG1'), maybe('DRG'),
    anyGroup('PR1', any('ROL')), any('GT1'), anyGroup('IN1', ...insurance), maybe('ACC'), maybe('UB1'), maybe('UB2'),
  ]; // prettier-ignore
}

function schedulingOf(version: Hl7Version): Structure {
  const demographics = when(isAtLeast(version, '2.3.1'), maybe('PD1'));
  const resources = ['AIS', 'AIG', 'AIL', 'AIP'].map((name) => anyGroup(name, any('NTE')));
  return [
    one('MSH'),
    one('SCH'),
    ...when(isAtLeast(version, '2.5'), any('TQ1')),
    any('NTE'),
    anyGroup('PID', ...demographics, maybe('PV1'), maybe('PV2'), any('OBX'), any('DG1')),
    manyGroup('RGS', ...resources),
  ];
}
