/** Which segments each trigger event gets from us, in the order of its structure (HL7 v2 chapters 3 and 10). */
import type { EncodedSegment } from '../hl7/index.ts';
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

export function layOut(draft: Draft): readonly EncodedSegment[] {
  switch (draft.trigger) {
    case 'A04':
    case 'A05':
    case 'A08':
      return [
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
    case 'A11':
    case 'A14':
    case 'A27':
    case 'A38':
      return [msh(draft), evn(draft), pid(draft), pv1(draft), pv2(draft), ...zsu(draft)];
    case 'S12':
    case 'S13':
    case 'S14':
      return [
        ...appointmentHead(draft),
        pv1(draft),
        pv2(draft),
        ...obx(draft),
        ...dg1(draft),
        ...resourceGroups(draft),
        ...zsu(draft),
      ];
    case 'S15':
    case 'S16':
    case 'S17':
    case 'S26':
      return [...appointmentHead(draft), pv1(draft), pv2(draft), ...resourceGroups(draft), ...zsu(draft)];
  }
}

function appointmentHead(draft: Draft): readonly EncodedSegment[] {
  return [msh(draft), sch(draft), ...tq1(draft), ...nte(draft), pid(draft), ...pd1(draft)];
}
