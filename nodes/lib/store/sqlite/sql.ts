/** A statement as data: its text, and for a query the row it gives back. */

export interface Query<Row extends object> {
  readonly sql: string;
  /** Never set; ties the row type to the text. */
  readonly row?: Row;
}

export interface Write {
  readonly sql: string;
}

export function query<Row extends object>(sql: string): Query<Row> {
  return { sql };
}

export function write(sql: string): Write {
  return { sql };
}
