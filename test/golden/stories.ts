/** Reads the stories of this folder: events in, expected messages beside them, one segment a line. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodeMessage } from '../../nodes/lib/hl7/index.ts';
import { encodeMessage, PRESETS, type BuiltMessage, type HospitalProfile } from '../../nodes/lib/millennium/index.ts';
import { linesOf } from '../support/hl7-text.ts';
import { makeProfile } from '../support/profiles.ts';
import { tellStory } from '../support/tell-story.ts';

export interface Story {
  name: string;
  folder: string;
  /** Expected text by file name without its ending: event, step and trigger event, for example `1-2-A14`. */
  expected: Readonly<Record<string, string>>;
  told: readonly ToldMessage[];
}

export interface ToldMessage {
  file: string;
  message: BuiltMessage;
  warnings: readonly string[];
  /** What a receiver reads out of the bytes, one segment a line. */
  lines: string;
}

/** The messages of an event are made five seconds after it happened. */
const DELAY_MS = 5_000;

export function readStories(): readonly Story[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readStory(join(import.meta.dirname, name)));
}

/** `before-n.json` are events that came earlier, `event-n.json` those whose messages the story is about. */
function readStory(folder: string): Story {
  const files = readdirSync(folder).toSorted();
  const before = files.filter((file) => file.startsWith('before-'));
  const events = files.filter((file) => file.startsWith('event-'));
  const profiles = files.filter((file) => file.startsWith('profile-')).map((file) => readProfile(join(folder, file)));
  const profileOf = (hospital: string): HospitalProfile => {
    const profile = profiles.find((candidate) => candidate.hospital === hospital);
    if (profile === undefined) throw new Error(`${folder} has no profile of ${hospital}`);
    return profile;
  };
  const wires = [...before, ...events].map((file) => readJson(join(folder, file)));
  const told = tellStory(wires, profileOf, ({ occurredAt }) => new Date(Date.parse(occurredAt) + DELAY_MS)).slice(
    before.length,
  );
  const expected = files
    .filter((file) => file.endsWith('.hl7'))
    .map((file) => [basename(file, '.hl7'), readFileSync(join(folder, file), 'utf8')]);
  return {
    name: basename(folder),
    folder,
    expected: Object.fromEntries(expected) as Record<string, string>,
    told: told.flatMap(({ messages }, index) =>
      messages.map(({ warnings, ...message }) => ({
        file: `${String(index + 1)}-${String(message.step)}-${message.triggerEvent}`,
        message,
        warnings,
        lines: received(message, profileOf(message.hospital)),
      })),
    ),
  };
}

function received({ hl7 }: BuiltMessage, profile: HospitalProfile): string {
  const encoded = encodeMessage(hl7, profile);
  if (!encoded.ok) throw new Error(encoded.problem.text);
  return linesOf(decodeMessage(encoded.content));
}

/** A profile as a site would save it, begun from a preset where it names one. */
function readProfile(file: string): HospitalProfile {
  const { preset, ...own } = readJson(file);
  const base =
    typeof preset === 'string' && Object.hasOwn(PRESETS, preset) ? PRESETS[preset as keyof typeof PRESETS] : {};
  return makeProfile({ ...base, ...own });
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
