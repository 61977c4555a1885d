/** Writes that are on disk when they resolve: appended, or put in the place of what was there. For the owner alone. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export async function appendDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Under a passing name first: whoever finds the file finds the old content or the new one, whole. */
export async function replaceDurably(file: string, text: string): Promise<void> {
  const passing = `${file}.writing`;
  const handle = await open(passing, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(passing, file);
  await syncFolder(dirname(file));
}

/** The names in the folder, of files that were made or renamed. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle for a folder, and keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
