/** Which segments each trigger event gets from us, in the order of its structure (HL7 v2 chapters 3 and 10). */
import type { EncodedSegment } from '../hl7/index.ts';
import type { TriggerEvent } from '../surgery/index.ts';
import type { Draft } from './draft.ts';
import { resourceGroups } from './resource-groups.ts';
import { dg1 } from './segments/dg1.ts';
import { evn } from './segments/evn.ts';
import { msh } from './segments/msh.ts';
import { nte } from './segments/nte.ts';
import { obx } from './segments/obx.ts';
import { pd1 } from './segments/pd1.ts';
import { pid } from './segments/pid.ts';
import { pr1 } from './segments/pr1.ts';
import { pv1 } from './segments/pv1.ts';
import { pv2 } from './segments/pv2.ts';
import { sch } from './segments/sch.ts';
import { tq1 } from './segments/tq1.ts';
import { zsu } from './segments/zsu.ts';

type Layout = (draft: Draft) => readonly EncodedSegment[];

const encounter: Layout = (draft) => [
  msh(draft),
  evn(draft),
  pid(draft),
  ...pd1(draft),
  pv1(draft),
  pv2(draft),
  ...dg1(draft),
  ...pr1(draft),
  ...zsu(draft),
];

/** A bed, and what takes back an encounter or a bed: where, when and whose, no more. */
const visitOnly: Layout = (draft) => [msh(draft), evn(draft), pid(draft), pv1(draft), pv2(draft), ...zsu(draft)];

const appointment: Layout = (draft) => [
  msh(draft),
  sch(draft),
  ...tq1(draft),
  ...nte(draft),
  pid(draft),
  ...pd1(draft),
  pv1(draft),
  pv2(draft),
  ...obx(draft),
  ...dg1(draft),
  ...resourceGroups(draft),
  ...zsu(draft),
];

const appointmentEnd: Layout = (draft) => [
  msh(draft),
  sch(draft),
  ...tq1(draft),
  pid(draft),
  ...pd1(draft),
  pv1(draft),
  pv2(draft),
  ...resourceGroups(draft),
  ...zsu(draft),
];

const LAYOUTS: Readonly<Record<TriggerEvent, Layout>> = {
  A04: encounter,
  A05: encounter,
  A08: encounter,
  A11: visitOnly,
  A14: visitOnly,
  A27: visitOnly,
  A38: visitOnly,
  S12: appointment,
  S13: appointment,
  S14: appointment,
  S15: appointmentEnd,
  S16: appointmentEnd,
  S17: appointmentEnd,
  S26: appointmentEnd,
};

export function layOut(draft: Draft): readonly EncodedSegment[] {
  return LAYOUTS[draft.trigger](draft);
}
