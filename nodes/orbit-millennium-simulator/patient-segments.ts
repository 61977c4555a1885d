/** Field tables of the segments about the message, the patient and the visit (HL7 v2 chapters 2, 3 and 6). */
import { compileRules, type SegmentRules } from './field-rules.ts';
import type { Version } from './message-header.ts';

export const PATIENT_SEGMENTS: Readonly<Record<string, Record<Version, SegmentRules>>> = {
  MSH: compileRules(
    [19, 20, 21, 21, 21],
    `3 HD
     4 HD
     5 HD
     6 HD
     7 TS R2.4+
     9 MSG R
     10 ST R
     11 PT R
     12 VID R
     13 NM
     15 ID #0155
     16 ID #0155
     17 ID
     18 ID *2.3.1+`,
  ),
  EVN: compileRules(
    [6, 6, 7, 7, 7],
    `1 ID R2.3
     2 TS R2.3.1+
     3 TS
     4 IS
     5 XCN *2.3.1+
     6 TS
     7 HD @2.4+`,
  ),
  PID: compileRules(
    [30, 30, 38, 39, 39],
    `1 SI
     2 CX
     3 CX R *
     4 CX *2.3.1+
     5 XPN R *2.3.1+
     6 XPN *2.3.1+
     7 TS
     8 IS #0001
     11 XAD *
     13 XTN *
     14 XTN *
     18 CX
     19 ST
     29 TS
     30 ID #0136`,
  ),
  PD1: compileRules(
    [12, 12, 21, 21, 21],
    `3 XON *
     4 XCN *
     12 ID #0136`,
  ),
  NK1: compileRules(
    [37, 37, 37, 39, 39],
    `1 SI R
     2 XPN *
     3 CE
     5 XTN *
     7 CE R2.3`,
  ),
  PV1: compileRules(
    [52, 52, 52, 52, 52],
    `1 SI
     2 IS R #0004
     3 PL
     4 IS #0007
     5 CX
     6 PL
     7 XCN *2.3.1+
     8 XCN *2.3.1+
     9 XCN *
     10 IS
     11 PL
     14 IS
     17 XCN *2.3.1+
     18 IS
     19 CX
     39 IS
     40 IS #0116
     41 IS
     42 PL
     44 TS
     45 TS *2.4+
     50 CX`,
  ),
  PV2: compileRules(
    [37, 37, 47, 49, 49],
    `1 PL
     2 CE
     3 CE
     4 CE
     8 DT @2.3
     8 TS @2.3.1+
     9 DT @2.3
     9 TS @2.3.1+
     10 NM
     11 NM
     12 ST
     24 IS
     25 IS #0217
     33 TS
     40 CE @2.4+`,
  ),
  OBX: compileRules(
    [17, 17, 19, 19, 25],
    `1 SI
     2 ID R2.3-2.3.1
     3 CE R
     4 ST R2.3.1
     5 VARIES *
     6 CE
     11 ID R
     14 TS`,
  ),
  DG1: compileRules(
    [19, 19, 19, 21, 21],
    `1 SI R
     2 ID
     3 CE
     4 ST
     5 TS
     6 IS R #0052
     15 NM @2.3
     15 ID @2.3.1+ #0359
     16 XCN *
     20 EI @2.5+
     21 ID @2.5+ #0206`,
  ),
  PR1: compileRules(
    [15, 16, 18, 20, 20],
    `1 SI R
     2 IS R2.3
     3 CE R2.3.1+
     4 ST
     5 TS R2.3.1+
     6 IS R2.3-2.3.1 #0230
     7 NM
     8 XCN *
     9 IS
     10 NM
     11 XCN *
     12 XCN *
     14 NM @2.3-2.3.1
     14 ID @2.4+ #0418
     15 CE
     16 CE @2.3.1+ *
     19 EI @2.5+
     20 ID @2.5+ #0206`,
  ),
};
