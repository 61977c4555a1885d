/** Field tables of the scheduling segments (HL7 v2 chapter 10); what the standard asks of the filler is required, for the sender is the filler. */
import { compileRules, type SegmentRules } from './field-rules.ts';
import type { Version } from './message-header.ts';

export const APPOINTMENT_SEGMENTS: Readonly<Record<string, Record<Version, SegmentRules>>> = {
  SCH: compileRules(
    [25, 25, 27, 27, 27],
    `1 EI R2.3
     2 EI
     3 NM
     4 EI
     5 CE
     6 CE R
     7 CE
     8 CE
     9 NM
     10 CE
     11 TQ R2.3-2.4 *
     12 XCN *2.3.1+
     15 PL
     16 XCN R *2.3.1+
     19 PL
     20 XCN R *2.3.1+
     22 PL
     23 EI
     24 EI
     25 CE
     26 EI @2.4+ *
     27 EI @2.4+ *`,
  ),
  NTE: compileRules(
    [3, 4, 4, 4, 4],
    `1 SI
     2 ID
     3 FT *
     4 CE @2.3.1+`,
  ),
  TQ1: compileRules(
    [0, 0, 0, 14, 14],
    `1 SI
     2 CQ
     6 CQ
     7 TS
     8 TS
     9 CWE *`,
  ),
  RGS: compileRules(
    [3, 3, 3, 3, 3],
    `1 SI R
     2 ID #0206
     3 CE`,
  ),
  AIS: compileRules(
    [10, 10, 12, 12, 12],
    `1 SI R
     2 ID #0206
     3 CE R
     4 TS
     5 NM
     6 CE
     7 NM
     8 CE
     9 IS
     10 CE R
     11 CE @2.4+ *
     12 CE @2.4+ *`,
  ),
  AIG: compileRules(
    [14, 14, 14, 14, 14],
    `1 SI R
     2 ID #0206
     3 CE
     4 CE R
     5 CE *
     6 NM
     7 CE
     8 TS
     9 NM
     10 CE
     11 NM
     12 CE
     13 IS
     14 CE R`,
  ),
  AIL: compileRules(
    [12, 12, 12, 12, 12],
    `1 SI R
     2 ID #0206
     3 PL R *2.5+
     4 CE R2.3.1-2.4
     5 CE
     6 TS
     7 NM
     8 CE
     9 NM
     10 CE
     11 IS
     12 CE R`,
  ),
  AIP: compileRules(
    [12, 12, 12, 12, 12],
    `1 SI R
     2 ID #0206
     3 XCN R *2.3.1+
     4 CE R2.3-2.4
     5 CE *2.3
     6 TS
     7 NM
     8 CE
     9 NM
     10 CE
     11 IS
     12 CE R`,
  ),
};
