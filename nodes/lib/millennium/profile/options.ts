/**
 * One description of an option gives its type, its JSON Schema with the default in it, and the filling in of what a site left out.
 * Values have passed the schema before `fill` sees them.
 */

export interface Option<T> {
  readonly schema: JsonSchema;
  /** The value of a site that says nothing. */
  readonly fallback: T;
  /** @param given a value that fits the schema, or undefined */
  fill(given: unknown): T;
}

export type JsonSchema = Readonly<Record<string, unknown>>;
export type ValueOf<O> = O extends Option<infer T> ? T : never;

function option<T>(schema: JsonSchema, fallback: T): Option<T> {
  return {
    schema: { ...schema, default: fallback },
    fallback,
    fill: (given) => (given === undefined ? fallback : (given as T)),
  };
}

/** One of some words, the first one given being the default. */
export function choice<const T extends string>(
  description: string,
  values: readonly [T, ...T[]],
  fallback: T = values[0],
): Option<T> {
  return option<T>({ description, enum: values }, fallback);
}

export function text(
  description: string,
  fallback: string,
  { maxLength = 100, pattern }: { maxLength?: number; pattern?: string } = {},
): Option<string> {
  return option({ description, type: 'string', maxLength, ...(pattern === undefined ? {} : { pattern }) }, fallback);
}

export function flag(description: string, fallback = false): Option<boolean> {
  return option({ description, type: 'boolean' }, fallback);
}

/** Several of some words. */
export function choices<const T extends string>(
  description: string,
  values: readonly T[],
  fallback: readonly T[],
): Option<readonly T[]> {
  return option<readonly T[]>(
    { description, type: 'array', items: { enum: values }, uniqueItems: true, maxItems: values.length },
    fallback,
  );
}

/** An option with a schema of its own. */
export function custom<T>(schema: JsonSchema, fallback: T): Option<T> {
  return option(schema, fallback);
}

/** Options under one name; what is left out takes its own default. */
export function group<O extends Readonly<Record<string, Option<unknown>>>>(
  description: string,
  options: O,
): Option<{ readonly [K in keyof O]: ValueOf<O[K]> }> {
  type Value = { readonly [K in keyof O]: ValueOf<O[K]> };
  const fillAll = (given: unknown): Value => {
    const values = (given ?? {}) as Readonly<Record<string, unknown>>;
    const filled = Object.entries(options).map(([name, one]) => [
      name,
      one.fill(Object.hasOwn(values, name) ? values[name] : undefined),
    ]);
    return Object.fromEntries(filled) as Value;
  };
  const properties = Object.fromEntries(Object.entries(options).map(([name, one]) => [name, one.schema]));
  return {
    schema: { description, type: 'object', properties, additionalProperties: false },
    fallback: fillAll(undefined),
    fill: fillAll,
  };
}
