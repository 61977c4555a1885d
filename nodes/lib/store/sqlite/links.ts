/** Which identifiers of the receiver belong to a case, and how sure that is. */
import type { DatabaseSync } from 'node:sqlite';
import type { Link } from '../queries.ts';

export class Links {
  readonly #set;

  constructor(database: DatabaseSync) {
    this.#set = database.prepare(
      `INSERT INTO links (case_id, kind, identifier, state, updated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (case_id, kind, identifier) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`,
    );
  }

  set(caseId: string, kind: string, identifier: string, state: Link['state'], now: number): void {
    this.#set.run(caseId, kind, identifier, state, now);
  }
}
