/** The part of hl7-standard 1.0.4 that `open-message.ts` uses; the package has no types of its own. */
declare module 'hl7-standard' {
  namespace HL7 {
    /** Text, components by `PID.5.1`, or repetitions of either. */
    type FieldData = string | Record<string, string> | (string | Record<string, string>)[];

    interface Segment {
      readonly type: string;
      /** Place in the message. */
      readonly index: number;
      /** By `PID.5`. */
      readonly data: Readonly<Record<string, FieldData>>;
    }

    interface Options {
      /** What this package calls so is the repetition separator. */
      subComponents?: string;
      /** What this package calls so is the subcomponent separator. */
      repeatingFields?: string;
      lineEndings?: string;
    }
  }

  class HL7 {
    constructor(data: string, options?: HL7.Options);
    transform(done?: (error: Error | null) => void): void;
    build(): string;
    /** Given the name of a segment, replaces all its fields; their order is their position. */
    set(segment: string, data: Record<string, HL7.FieldData>, segmentIndex?: number): void;
    /** Those of a name in the order they were made, which is not that of the message. */
    getSegments(name?: string): readonly HL7.Segment[];
    createSegmentAfter(name: string, after: HL7.Segment): HL7.Segment;
  }

  export = HL7;
}
