/** A file system of a few MiB in memory that a test can fill, empty and write-protect. Needs the right to mount: root, and a machine that lets it. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(16_384, 7);

export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static #possible: boolean | undefined;

  /** Whether this machine and user may mount; tried once. */
  static get isPossible(): boolean {
    if (SmallDisk.#possible === undefined) {
      const disk = SmallDisk.#tryMount(1);
      disk?.remove();
      SmallDisk.#possible = disk !== undefined;
    }
    return SmallDisk.#possible;
  }

  static mount(mebibytes: number): SmallDisk {
    const disk = SmallDisk.#tryMount(mebibytes);
    if (disk === undefined) throw new Error('no file system can be mounted here');
    return disk;
  }

  static #tryMount(mebibytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const path = mkdtempSync(join(tmpdir(), 'orbit-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(mebibytes)}m,mode=0700`, 'tmpfs', path], {
        stdio: 'ignore',
      });
      return new SmallDisk(path);
    } catch {
      rmSync(path, { recursive: true });
      return undefined;
    }
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Leaves no more than `leaveBytes`. */
  fill(leaveBytes = 0): void {
    const file = openSync(join(this.path, 'filler'), 'a');
    try {
      while (this.freeBytes > leaveBytes)
        writeSync(file, CHUNK, 0, Math.min(CHUNK.length, this.freeBytes - leaveBytes));
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  writeProtect(isProtected: boolean): void {
    execFileSync('mount', ['-o', `remount,${isProtected ? 'ro' : 'rw'}`, this.path], { stdio: 'ignore' });
  }

  remove(): void {
    // Lazily: a process that a failed test left behind must not keep the folder.
    execFileSync('umount', ['-l', this.path], { stdio: 'ignore' });
    rmSync(this.path, { recursive: true, force: true });
  }
}
