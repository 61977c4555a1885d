/** A finished message on its way through the flow. Plain data: a Function or Change node may read and alter it. */
import type { MessageEffect, MessageKind, TriggerEvent } from '../surgery/index.ts';

export interface BuiltMessage {
  step: number;
  kind: MessageKind;
  effect: MessageEffect;
  /** MSH-9.1^MSH-9.2, for example `ADT^A05`. */
  messageType: string;
  triggerEvent: TriggerEvent;
  /** MSH-10. */
  controlId: string;
  hospital: string;
  /** PV1-19 for encounter and bed, SCH-2 (or SCH-1) for the appointment. */
  linkIdentifier: string;
  /** Segments separated and ended by CR. */
  hl7: string;
}

/** Why a message could not be made; the event is held with it. Names fields and codes, never a person. */
export interface MappingProblem {
  code: 'no-profile' | 'unmapped-code' | 'unencodable' | 'structure' | 'missing-value' | 'invalid-value' | 'rule';
  text: string;
  field?: string;
}
