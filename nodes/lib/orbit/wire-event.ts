/** The type of an event on the wire, taken from its schema: there is one description, and this is not a second one. */
import type { EVENT_SCHEMA } from './event-schema.ts';

type FromSchema<S> = S extends { const: infer C }
  ? C
  : S extends { enum: readonly (infer E)[] }
    ? E
    : S extends { anyOf: readonly [infer A, { type: 'null' }] }
      ? FromSchema<A> | null
      : S extends { type: 'string' }
        ? string
        : S extends { type: 'integer' }
          ? number
          : S extends { type: 'boolean' }
            ? boolean
            : S extends { type: 'array'; items: infer I }
              ? readonly FromSchema<I>[]
              : S extends { properties: infer P; required: readonly (infer R)[] }
                ? { [K in keyof P as K extends R ? K : never]: FromSchema<P[K]> } & {
                    [K in keyof P as K extends R ? never : K]?: FromSchema<P[K]>;
                  }
                : S extends { type: 'object' }
                  ? Record<string, unknown>
                  : never;

export type WireEvent = FromSchema<typeof EVENT_SCHEMA>;
