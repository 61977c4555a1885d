/** Who launches, on whose behalf: one person in one commission, as the identity provider vouches for it. */
import type { Purpose } from './purpose.ts';

export interface Organisation {
  hsaId: string;
  name?: string;
}

export interface LaunchUser {
  hsaId: string;
  /** For the screen only; the access log does without. */
  displayName?: string;
  commission: Organisation;
  purpose: Purpose;
  careUnit: Organisation;
  careProvider: Organisation;
}
