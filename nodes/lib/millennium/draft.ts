/** One message in the making: what it is about, how the site wants it, and what has come up on the way. The segment functions read it; a problem ends the message. */
import {
  deleteEmpty,
  DELETED,
  dtm,
  isAmbiguous,
  segmentWriter,
  type Fields,
  type Hl7Timestamp,
  type Hl7Version,
  type SegmentWriter,
  type TimeStyle,
} from '../hl7/index.ts';
import type { PlannedMessage, SurgicalCase, SurgicalEvent, TriggerEvent } from '../surgery/index.ts';
import type { MappingProblem } from './built-message.ts';
import { controlIdOf } from './control-id.ts';
import type { HospitalProfile } from './profile/profile.ts';

export interface BuildContext {
  event: SurgicalEvent;
  profile: HospitalProfile;
  now: Date;
}

const UPDATES: ReadonlySet<TriggerEvent> = new Set<TriggerEvent>(['A08', 'S13', 'S14']);
const MINUTE_MS = 60_000;

export class Draft {
  readonly planned: PlannedMessage;
  readonly event: SurgicalEvent;
  readonly profile: HospitalProfile;
  readonly now: Date;
  readonly subject: SurgicalCase;
  readonly trigger: TriggerEvent;
  readonly version: Hl7Version;
  readonly controlId: string;
  /** A08, S13 and S14: the only messages in which `""` may delete (HL7 v2 §2.10.4). */
  readonly isUpdate: boolean;
  readonly style: TimeStyle;
  readonly segment: SegmentWriter;
  /** Planned minutes from patient in to patient out: the same in SCH-9, SCH-11, TQ1-6 and every resource. */
  readonly minutes: number;
  readonly warnings: string[] = [];
  /** The first thing that makes the message impossible. */
  problem: MappingProblem | undefined;
  #ambiguityTold = false;

  constructor(planned: PlannedMessage, { event, profile, now }: BuildContext) {
    this.planned = planned;
    this.event = event;
    this.profile = profile;
    this.now = now;
    this.subject = planned.subject;
    this.trigger = planned.triggerEvent;
    this.version = profile.hl7Version;
    this.isUpdate = UPDATES.has(planned.triggerEvent);
    this.style = { offset: profile.offset, zone: profile.timeZone };
    const { start, end } = planned.subject.time;
    this.minutes = Math.round((Date.parse(end) - Date.parse(start)) / MINUTE_MS);
    const { hospital, step, triggerEvent, generation } = planned;
    const { caseId, version } = event;
    const about = { caseId, version, hospital, step, triggerEvent };
    this.controlId = controlIdOf(generation === undefined ? about : { ...about, generation });
    this.segment = segmentWriter(profile.hl7Version, (path) =>
      this.warn(path, 'text was cut to the length of the field'),
    );
  }

  warn(path: string, text: string): void {
    this.warnings.push(`${this.messageType} ${path}: ${text}`);
  }

  fail(problem: MappingProblem): void {
    this.problem ??= problem;
  }

  /** ADT^A05. */
  get messageType(): string {
    return `${this.trigger.startsWith('S') ? 'SIU' : 'ADT'}^${this.trigger}`;
  }

  /** Without an offset the receiver cannot tell the two hours of the autumn night apart: it is told, for nobody else will notice. */
  time(iso: string, path: string): Hl7Timestamp;
  time(iso: string | undefined, path: string): Hl7Timestamp | undefined;
  time(iso: string | undefined, path: string): Hl7Timestamp | undefined {
    if (iso === undefined) return undefined;
    if (this.style.offset === 'never' && !this.#ambiguityTold && isAmbiguous(iso, this.style.zone)) {
      this.#ambiguityTold = true;
      this.warn(path, 'the local time comes twice that night and is sent without an offset');
    }
    return dtm(iso, this.style);
  }

  /** When the patient is expected: the admission, or the operation where none is planned. */
  get expectedAt(): string {
    return this.subject.care.admissionAt ?? this.subject.time.start;
  }

  /** Whether the emptiness of the field is to delete what the receiver holds. */
  deletes(path: string): boolean {
    return this.isUpdate && this.profile.deletableFields.some((field) => field === path);
  }

  /** The fields with `""` in the places that are empty now and that the site lets us delete. */
  withDeletions(segment: string, fields: Fields): Fields {
    if (!this.isUpdate) return fields;
    const numbers = this.profile.deletableFields
      .filter((path) => path.startsWith(`${segment}-`))
      .map((path) => Number(path.slice(segment.length + 1)));
    return deleteEmpty(fields, numbers, DELETED);
  }
}
