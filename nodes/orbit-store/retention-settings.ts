/** The retention as the dialog saved it: each number within its limits, else its default. A typing error must not remove anything. */
import { DEFAULT_RETENTION, type Retention } from '../lib/store/retention.ts';

export type RetentionSettings = Record<keyof Retention, number | string>;

/** Days, least and most; the dialog has the same. */
export const RETENTION_LIMITS: Readonly<Record<keyof Retention, readonly [number, number]>> = {
  contentDays: [1, 90],
  heldContentDays: [1, 365],
  metadataDays: [90, 3_650],
  ledgerDays: [90, 3_650],
  rejectionDays: [1, 90],
};

export interface CheckedRetention {
  retention: Retention;
  /** The settings that could not be used; their defaults count. */
  unusable: readonly (keyof Retention)[];
}

export function readRetention(settings: Readonly<Partial<Record<keyof Retention, unknown>>>): CheckedRetention {
  const retention = { ...DEFAULT_RETENTION };
  const unusable: (keyof Retention)[] = [];
  for (const name of Object.keys(RETENTION_LIMITS) as (keyof Retention)[]) {
    const value = settings[name];
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
    const [least, most] = RETENTION_LIMITS[name];
    const days = Number(text);
    if (/^\d{1,4}$/.test(text) && days >= least && days <= most) retention[name] = days;
    else unusable.push(name);
  }
  return { retention, unusable };
}
