/** The types of finished HL7 text. Only the functions of this room make them, so that text that has not been escaped cannot reach a message. */

declare const encodedAs: unique symbol;

/** A whole field, escaped, with its components and repetitions. */
export type EncodedField = string & { readonly [encodedAs]: 'field' };
/** One segment, without its end. */
export type EncodedSegment = string & { readonly [encodedAs]: 'segment' };
/** A date, with or without time and offset, in HL7's form. */
export type Hl7Timestamp = EncodedField & { readonly form: 'timestamp' };

/** What a segment takes in a place: undefined leaves the field empty, which says nothing about the stored value. */
export type FieldValue = EncodedField | undefined;
