/** Brings a node's saved configuration to the current version, step by step, so that flows saved years ago still load. */

export interface MigrationStep<C> {
  /** The version the step leads to. */
  to: number;
  up(config: C): C;
}

/** Returns a copy of `config` at the newest version; a configuration without a version counts as version 1. A newer one than known is refused. */
export function migrateConfig<C extends { configVersion?: number }>(
  config: C,
  current: number,
  steps: readonly MigrationStep<C>[],
): C & { configVersion: number } {
  let version = config.configVersion ?? 1;
  if (version > current) {
    throw new RangeError(
      `configuration version ${String(version)} is newer than this installation knows (${String(current)}); update the package`,
    );
  }
  let migrated = config;
  for (const step of [...steps].sort((a, b) => a.to - b.to)) {
    if (step.to <= version || step.to > current) continue;
    migrated = step.up(migrated);
    version = step.to;
  }
  return { ...migrated, configVersion: current };
}
