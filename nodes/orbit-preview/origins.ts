/**
 * Finds where the value of each field comes from by trying: a leaf of the event or the profile is given another value, the messages are made anew,
 * and the fields that differ come from it. So what is shown is what the mapping does, whatever it is written like.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseProfile, PROFILE_SCHEMA, type HospitalProfile } from '../lib/millennium/index.ts';
import { EVENT_SCHEMA } from '../lib/orbit/index.ts';
import { alternativesTo, wordsOf, type Words } from './alternatives.ts';
import { dotted, leavesOf, readLeaves, withLeaf, type Leaf } from './leaves.ts';
import { makeMessages, type MadeMessages, type PreviewInput } from './make-messages.ts';
import type { Origin } from './preview-view.ts';
import { readFields } from './read-fields.ts';

/** By step and path of the field, for example `1 PV1-10`. */
export type Origins = ReadonlyMap<string, readonly Origin[]>;

export function fieldKey(step: number, path: string): string {
  return `${String(step)} ${path}`;
}

const EVENT_WORDS = wordsOf(EVENT_SCHEMA);
const PROFILE_WORDS = wordsOf(PROFILE_SCHEMA);
/** A year of backload in one event would still be previewed; what is beyond shows no origin. */
const MOST_LEAVES = 400;

/** Another version writes half the fields in another form; that is no answer to where a value comes from. */
const FORMS: ReadonlySet<string> = new Set(['hl7Version']);

/** @param made the messages of `input` itself */
export async function findOrigins(input: PreviewInput, made: MadeMessages): Promise<Origins> {
  const search = new Search(made);
  for (const leaf of leavesOf(input.event).slice(0, MOST_LEAVES)) {
    await search.tryLeaf(leaf, 'event', EVENT_WORDS, (other) =>
      Promise.resolve({ ...input, event: withLeaf(input.event, leaf.way, other) }),
    );
  }
  for (const [hospital, profile] of input.profiles) {
    const options = optionsOf(profile);
    const read = await readLeaves(options, (watched) =>
      makeMessages(withProfile(input, hospital, { ...watched, ack: profile.ack })),
    );
    for (const leaf of leavesOf(options).filter(({ way }) => read.has(dotted(way)) && !FORMS.has(dotted(way)))) {
      await search.tryLeaf(leaf, 'profile', PROFILE_WORDS, (other) => {
        const parsed = parseProfile(withLeaf(options, leaf.way, other));
        return Promise.resolve(parsed.ok ? withProfile(input, hospital, parsed.profile) : undefined);
      });
    }
  }
  return search.origins;
}

class Search {
  readonly origins = new Map<string, Origin[]>();
  readonly #made: MadeMessages;
  readonly #fields: ReadonlyMap<string, string>;

  constructor(made: MadeMessages) {
    this.#made = made;
    this.#fields = fieldsOf(made);
  }

  /** The first other value that leads to the same messages with other fields says which fields come from the leaf. */
  async tryLeaf(
    { way, value }: Leaf,
    from: Origin['from'],
    words: Words,
    inputWith: (other: unknown) => Promise<PreviewInput | undefined>,
  ): Promise<void> {
    // Live messages wait behind this; each try gives them a turn.
    await nextTurn();
    for (const other of [...alternativesTo(String(way.at(-1)), value, words), undefined]) {
      const input = await inputWith(other);
      const result = input === undefined ? undefined : await makeMessages(input);
      if (result?.ok !== true || shapeOf(result.made) !== shapeOf(this.#made)) continue;
      const changed = this.#changedIn(fieldsOf(result.made));
      if (changed.length === 0) continue;
      for (const key of changed) this.origins.set(key, [...(this.origins.get(key) ?? []), { from, path: dotted(way) }]);
      return;
    }
  }

  #changedIn(others: ReadonlyMap<string, string>): string[] {
    return [...this.#fields].flatMap(([key, text]) => (others.get(key) === text ? [] : [key]));
  }
}

function shapeOf({ unedited }: MadeMessages): string {
  return unedited.map(({ step, messageType, hospital }) => `${String(step)} ${messageType} ${hospital}`).join('\n');
}

/** Before the rules: what a rule has written comes from the rule. */
function fieldsOf({ unedited }: MadeMessages): Map<string, string> {
  return new Map(
    unedited.flatMap(({ step, hl7 }) =>
      readFields(hl7).flatMap(({ fields }) => fields.map(({ path, text }) => [fieldKey(step, path), text] as const)),
    ),
  );
}

function optionsOf(profile: HospitalProfile): Omit<HospitalProfile, 'ack'> {
  const { ack: _rules, ...options } = profile;
  return options;
}

function withProfile(input: PreviewInput, hospital: string, profile: HospitalProfile): PreviewInput {
  return { ...input, profiles: new Map([...input.profiles, [hospital, profile]]) };
}
