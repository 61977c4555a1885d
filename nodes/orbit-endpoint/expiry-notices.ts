/** Which certificates end soon, and of which the log has to speak today. Pure: the time and what has been logged are passed in. */
import { daysLeft, expiryWarning, type CertificateFacts, type ExpiryWarning } from '../lib/mllp/index.ts';

export interface ShownCertificate {
  whose: 'own' | 'peer';
  facts: CertificateFacts;
}

export interface ExpiryNotice {
  whose: 'own' | 'peer';
  warning: ExpiryWarning;
  /** Whole days; negative after the end. */
  daysLeft: number;
  commonName: string;
  /** Day, `YYYY-MM-DD`. */
  validTo: string;
}

/** The day on which each certificate was last spoken of, by whose and its fingerprint. */
export type Logged = ReadonlyMap<string, string>;

export function expiryNotices(
  certificates: readonly ShownCertificate[],
  logged: Logged,
  now: Date,
): { notices: ExpiryNotice[]; toLog: ExpiryNotice[]; logged: Logged } {
  const today = now.toISOString().slice(0, 10);
  const notices: ExpiryNotice[] = [];
  const toLog: ExpiryNotice[] = [];
  const days = new Map(logged);
  for (const { whose, facts } of certificates) {
    const warning = expiryWarning(facts, now);
    if (warning === undefined) continue;
    const validTo = facts.validTo.toISOString().slice(0, 10);
    const notice = { whose, warning, daysLeft: daysLeft(facts, now), commonName: facts.commonName, validTo };
    notices.push(notice);
    const key = `${whose} ${facts.fingerprint}`;
    if (days.get(key) === today) continue;
    days.set(key, today);
    toLog.push(notice);
  }
  return { notices, toLog, logged: days };
}
