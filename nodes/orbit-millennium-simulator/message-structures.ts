/** Which trigger events the simulated system takes, and the segments of each by version (HL7 v2 chapters 3 and 10). */
import { compileGrammar, type Grammar } from './grammar.ts';
import { isAtLeast, perVersion, type Version } from './message-header.ts';

export const ADT_TRIGGERS = ['A04', 'A05', 'A08', 'A11', 'A14', 'A27', 'A38'] as const;
export const SIU_TRIGGERS = ['S12', 'S13', 'S14', 'S15', 'S16', 'S17', 'S26'] as const;
export type AdtTrigger = (typeof ADT_TRIGGERS)[number];
export type SiuTrigger = (typeof SIU_TRIGGERS)[number];
export type Trigger = AdtTrigger | SiuTrigger;

type Structure = 'ADT_A01' | 'ADT_A05' | 'ADT_A09' | 'ADT_A21' | 'ADT_A38' | 'SIU_S12';

const ADT_STRUCTURES: Readonly<Record<AdtTrigger, Structure>> = {
  A04: 'ADT_A01',
  A05: 'ADT_A05',
  A08: 'ADT_A01',
  A11: 'ADT_A09',
  A14: 'ADT_A05',
  A27: 'ADT_A21',
  A38: 'ADT_A38',
};

export function isAdtTrigger(trigger: string): trigger is AdtTrigger {
  return ADT_TRIGGERS.some((known) => known === trigger);
}

export function isSiuTrigger(trigger: string): trigger is SiuTrigger {
  return SIU_TRIGGERS.some((known) => known === trigger);
}

/** The value of MSH-9.3. */
export function structureOf(trigger: Trigger): Structure {
  return isAdtTrigger(trigger) ? ADT_STRUCTURES[trigger] : 'SIU_S12';
}

export function grammarOf(trigger: Trigger, version: Version): Grammar {
  return GRAMMARS[version][structureOf(trigger)];
}

const GRAMMARS = perVersion(grammarsOf);

function grammarsOf(version: Version): Record<Structure, Grammar> {
  const software = isAtLeast(version, '2.5') ? '[{SFT}]' : '';
  const roles = isAtLeast(version, '2.4') ? '[{ROL}]' : '';
  const certification = version === '2.3' ? '[IN3]' : '[{IN3}]';
  const admission = `MSH ${software} EVN PID [PD1] ${roles} [{NK1}] PV1 [PV2] ${roles} [{DB1}] [{OBX}] [{AL1}] [{DG1}] [DRG]
    [{PR1 [{ROL}]}] [{GT1}] [{IN1 [IN2] ${certification} ${roles}}] [ACC] [UB1] [UB2]`;
  const cancellation = `MSH ${software} EVN PID [PD1] PV1 [PV2] [{DB1}] [{OBX}]`;
  const timing = isAtLeast(version, '2.5') ? '[{TQ1}]' : '';
  const demographics = version === '2.3' ? '' : '[PD1]';
  return {
    ADT_A01: compileGrammar(`${admission} ${isAtLeast(version, '2.4') ? '[PDA]' : ''}`),
    ADT_A05: compileGrammar(admission),
    ADT_A09: compileGrammar(`${cancellation} [{DG1}]`),
    ADT_A21: compileGrammar(cancellation),
    ADT_A38: compileGrammar(`${cancellation} [{DG1}] [DRG]`),
    SIU_S12: compileGrammar(`MSH SCH ${timing} [{NTE}] [{PID ${demographics} [PV1] [PV2] [{OBX}] [{DG1}]}]
      {RGS [{AIS [{NTE}]}] [{AIG [{NTE}]}] [{AIL [{NTE}]}] [{AIP [{NTE}]}]}`),
  };
}
