/** What an address of the console answers, whoever carries it over the wire. Never patient data. */

export interface FieldIssue {
  /** JSON pointer into the body, or the name of a query parameter behind `?`. */
  pointer: string;
  message: string;
}

export interface Problem {
  status: number;
  title: string;
  /** What to do about it. */
  detail: string;
  code?: string;
  errors?: readonly FieldIssue[];
  caseId?: string;
  controlId?: string;
  retryAfterS?: number;
}

export type ApiAnswer = { kind: 'json'; body: unknown } | { kind: 'problem'; problem: Problem };

export function ok(body: unknown): ApiAnswer {
  return { kind: 'json', body };
}

export function problem(details: Problem): ApiAnswer {
  return { kind: 'problem', problem: details };
}

export function invalid(errors: readonly FieldIssue[]): ApiAnswer {
  return problem({ status: 422, title: 'Not a command', detail: 'Put right what is listed.', errors });
}

export function notFound(what: string): ApiAnswer {
  return problem({ status: 404, title: 'Not found', detail: `There is no such ${what}.` });
}
