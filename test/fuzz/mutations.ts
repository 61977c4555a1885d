/** Ways to spoil an input: some blind, some that know where the parts of a message are. */
import type { SeededChoices } from '../support/seeded-choices.ts';

type Mutation = (input: Buffer, choices: SeededChoices, words: readonly Buffer[]) => Buffer;

/** No input grows beyond this, so that one run cannot eat the time of all. */
const MOST_BYTES = 65_536;

const MUTATIONS: readonly Mutation[] = [
  (input, choices) => {
    const output = Buffer.from(input);
    if (output.length > 0) output[choices.below(output.length)] = choices.below(256);
    return output;
  },
  (input, choices) => cut(input, choices.below(input.length + 1), choices.between(0, 40)),
  (input, choices) => input.subarray(0, choices.below(input.length + 1)),
  (input, choices, words) => put(input, choices.below(input.length + 1), choices.one(words)),
  (input, choices) => put(input, choices.below(input.length + 1), Buffer.of(choices.below(256))),
  (input, choices) => {
    const piece = slice(input, choices);
    return put(input, choices.below(input.length + 1), piece);
  },
  (input, choices) => {
    const piece = slice(input, choices).subarray(0, 64);
    return put(input, choices.below(input.length + 1), repeated(piece, choices.between(2, 2_000)));
  },
  (input, choices, words) =>
    put(input, choices.below(input.length + 1), repeated(choices.one(words), choices.between(2, 500))),
  (input, choices) =>
    Buffer.from(
      input
        .toString('latin1')
        .replaceAll(/\d+/g, (digits) => (choices.happens(0.2) ? '9'.repeat(choices.between(1, 400)) : digits)),
      'latin1',
    ),
];

/** One to six mutations, one after the other. @param words what means something to the target */
export function mutated(input: Buffer, choices: SeededChoices, words: readonly Buffer[]): Buffer {
  let output = input;
  for (let left = choices.between(1, 6); left > 0; left -= 1) {
    output = choices.one(MUTATIONS)(output, choices, words).subarray(0, MOST_BYTES);
  }
  return output;
}

function slice(input: Buffer, choices: SeededChoices): Buffer {
  const from = choices.below(input.length + 1);
  return input.subarray(from, from + choices.between(1, 400));
}

function cut(input: Buffer, from: number, length: number): Buffer {
  return Buffer.concat([input.subarray(0, from), input.subarray(from + length)]);
}

function put(input: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)]);
}

function repeated(piece: Buffer, times: number): Buffer {
  const most = piece.length === 0 ? 0 : Math.floor(MOST_BYTES / piece.length);
  return Buffer.concat(Array.from({ length: Math.min(times, most) }, () => piece));
}
