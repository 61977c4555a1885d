/** Writes the expected messages of every story anew: `npm run golden:update`. Read the difference before it is committed; it is what changes on the wire. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStories } from './stories.ts';

for (const { folder, told, expected } of readStories()) {
  for (const file of readdirSync(folder)) if (file.endsWith('.hl7')) rmSync(join(folder, file));
  for (const { file, lines } of told) {
    writeFileSync(join(folder, `${file}.hl7`), lines);
    if (expected[file] !== lines) console.log(`${join(folder, file)}.hl7`);
  }
}
