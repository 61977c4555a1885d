/** Every way a receiver can say what a row of the decision table stands for: in each mode, for each effect, in each shape. */
import { ACK_MODES, type AckMode, type AckRule } from '../../nodes/lib/millennium/index.ts';
import type { MessageEffect } from '../../nodes/lib/surgery/index.ts';
import type { WrittenError } from '../../nodes/orbit-millennium-simulator/ack-form.ts';
import type { FaultAction } from '../../nodes/orbit-millennium-simulator/fault-rules.ts';
import type { Expectation } from './expectations.ts';

export interface RowTrial {
  title: string;
  mode: AckMode;
  effect: MessageEffect;
  answer: FaultAction;
  /** What is kept of the error; undefined for none. */
  errorCode: string | undefined;
}

interface Shape {
  name: string;
  errors: readonly WrittenError[];
}

/** Words that must not be seen anywhere afterwards. */
export const PATIENT_TEXT = 'Tolvan Tolvansson 19121212-1212';

export function trialsOf(row: AckRule, expected: Expectation): RowTrial[] {
  const trials: RowTrial[] = [];
  for (const mode of expected.modes ?? modesOf(row)) {
    for (const effect of effectsOf(row, expected)) {
      for (const [errorCode, shape] of saidBy(row, expected)) {
        for (const msa1 of writtenCodes(row, expected)) {
          const title = `in ${mode} mode, on ${effect}, MSA-1 "${msa1}", ${shape.name}`;
          const answer = { msa1, errors: shape.errors, text: PATIENT_TEXT, processed: false };
          trials.push({ title, mode, effect, answer, errorCode });
        }
      }
    }
  }
  return trials;
}

function modesOf({ when: { mode } }: AckRule): readonly AckMode[] {
  if (mode === 'any') return ACK_MODES;
  return mode === 'enhanced' ? ['enhanced-commit', 'enhanced-full'] : [mode];
}

function effectsOf({ when }: AckRule, { effects = ['create'] }: Expectation): readonly MessageEffect[] {
  return when.effect === undefined ? effects : [when.effect];
}

function writtenCodes({ when: { ackCode } }: AckRule, { written = [] }: Expectation): readonly string[] {
  return written.length > 0 ? written : [ackCode];
}

function saidBy({ when }: AckRule, { errors = [] }: Expectation): [string | undefined, Shape][] {
  if (when.warningsOnly === true) return warnings().map((shape) => [undefined, shape]);
  if (when.errorCode === 'none') return nothing().map((shape) => [undefined, shape]);
  const codes = when.errorCode === 'any' ? errors : [when.errorCode];
  return codes.flatMap((code) => shapesOf(code).map((shape): [string, Shape] => [keptCode(code), shape]));
}

/** A code of many digits may be a person; it is not kept. */
function keptCode(code: string): string {
  return /\d{6}/.test(code) ? 'unlisted' : code;
}

/** 2.4 and before name the error in ERR-1.4 and in MSA-6, or in MSA-6 alone; 2.5 and later in ERR-3; engines in between mix them. */
function shapesOf(said: string): Shape[] {
  const [system, code] = said.includes(':') ? (said.split(':') as [string, string]) : [undefined, said];
  const at = (place: WrittenError['place'], change: Partial<WrittenError> = {}): WrittenError => ({
    place,
    code,
    ...(system === undefined ? {} : { system }),
    ...change,
  });
  return [
    { name: `${said} in ERR-3`, errors: [at('ERR-3')] },
    { name: `${said} in ERR-1 and MSA-6`, errors: [at('ERR-1'), at('MSA-6')] },
    { name: `${said} in MSA-6`, errors: [at('MSA-6')] },
    {
      name: `${said} in ERR-3, twice, a warning before it`,
      errors: [{ place: 'ERR-3', code: '103', severity: 'W' }, at('ERR-3', { severity: 'F' }), at('ERR-3')],
    },
  ];
}

function nothing(): Shape[] {
  return [
    { name: 'no error', errors: [] },
    { name: 'code 0 in ERR-3', errors: [{ place: 'ERR-3', code: '0' }] },
    {
      name: 'code 0 in ERR-1 and MSA-6',
      errors: [
        { place: 'ERR-1', code: '0' },
        { place: 'MSA-6', code: '0' },
      ],
    },
  ];
}

function warnings(): Shape[] {
  return [
    { name: 'a warning', errors: [{ place: 'ERR-3', code: '103', severity: 'W' }] },
    {
      name: 'information and a warning that MSA-6 repeats',
      errors: [
        { place: 'ERR-3', code: '0', severity: 'I' },
        { place: 'ERR-3', code: '103', severity: 'w' },
        { place: 'MSA-6', code: '103' },
      ],
    },
  ];
}
