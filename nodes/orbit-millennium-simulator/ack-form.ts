/** How a scripted acknowledgement is written where it is to differ from what this system writes: as other systems write theirs, or wrong. */
import type { Delimiters } from './hl7-message.ts';

/** Where systems put the condition: `ERR-1` up to 2.4, `ERR-3` from 2.5 on, `MSA-6` in either. */
export const ERROR_PLACES = ['ERR-1', 'ERR-3', 'MSA-6'] as const;
export type ErrorPlace = (typeof ERROR_PLACES)[number];

export interface WrittenError {
  readonly place: ErrorPlace;
  /** As it stands; not necessarily one of table 0357. */
  readonly code: string;
  /** The coding system; HL70357 unless told, '' for none. */
  readonly system?: string;
  /** ERR-4; E unless told. Only ERR-3 has one. */
  readonly severity?: string;
}

/** `header`: no MSH. `msa`: no MSA. `controlId`: MSA-2 empty. */
export const OMISSIONS = ['header', 'msa', 'controlId'] as const;
export type Omission = (typeof OMISSIONS)[number];

export interface AckForm {
  /** MSA-1 as it stands. */
  readonly msa1?: string;
  /** All of them, in this order; every `ERR-3` a segment of its own, every `ERR-1` a repetition of one. */
  readonly errors?: readonly WrittenError[];
  readonly without?: Omission;
}

const TABLE = 'HL70357';

export interface AckParts {
  /** MSH as it would be written. */
  readonly header: string;
  /** MSA-1, unless the form has one. */
  readonly msa1: string;
  readonly controlId: string;
  /** MSA-3, and ERR-8 of every ERR-3. */
  readonly text: string;
  readonly delimiters: Delimiters;
}

/** @returns the segments, without their ends */
export function formSegments(form: AckForm, { header, msa1, controlId, text, delimiters }: AckParts): string[] {
  const { errors = [], without } = form;
  const { field, component, subcomponent, repetition } = delimiters;
  const at = (place: ErrorPlace): readonly WrittenError[] => errors.filter((error) => error.place === place);
  const coded = (separator: string, { code, system = TABLE }: WrittenError): string =>
    [code, '', system].join(separator);
  const [summary] = at('MSA-6');
  const answered = without === 'controlId' ? '' : controlId;
  const msa = [
    'MSA',
    form.msa1 ?? msa1,
    answered,
    text,
    '',
    '',
    summary === undefined ? '' : coded(component, summary),
  ];
  const places = at('ERR-1').map((error) => ['PID', '1', '5', coded(subcomponent, error)].join(component));
  return [
    ...(without === 'header' ? [] : [header]),
    ...(without === 'msa' ? [] : [msa.join(field)]),
    ...(places.length === 0 ? [] : [['ERR', places.join(repetition)].join(field)]),
    ...at('ERR-3').map((error) =>
      ['ERR', '', '', coded(component, error), error.severity ?? 'E', '', '', '', text].join(field),
    ),
  ];
}
