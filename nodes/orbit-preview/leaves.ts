/** The leaves of plain data by their way from the root, and copies with one leaf changed. */

export type Way = readonly (string | number)[];

export interface Leaf {
  way: Way;
  value: unknown;
}

export function leavesOf(value: unknown, way: Way = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((part, index) => leavesOf(part, [...way, index]));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...way, key]));
  return value === null || value === undefined ? [] : [{ way, value }];
}

/** @param other what the leaf becomes; undefined takes it away */
export function withLeaf<T>(root: T, way: Way, other: unknown): T {
  const [key, ...rest] = way;
  if (key === undefined) return other as T;
  if (Array.isArray(root))
    return root.map((part: unknown, index) => (index === key ? withLeaf(part, rest, other) : part)) as T;
  const { [key]: part, ...others } = root as Readonly<Record<string | number, unknown>>;
  if (rest.length === 0 && other === undefined) return others as T;
  // The order of the keys stays: some of them mean it.
  return Object.fromEntries(
    Object.entries(root as object).map(([name, kept]) => [
      name,
      name === String(key) ? withLeaf(part, rest, other) : kept,
    ]),
  ) as T;
}

export function dotted(way: Way): string {
  return way.join('.');
}

/** Which leaves are read while `use` runs: what was not looked at cannot matter. `use` must not write. */
export async function readLeaves<T extends object, R>(root: T, use: (watched: T) => Promise<R>): Promise<Set<string>> {
  const read = new Set<string>();
  const watch = (value: unknown, way: Way): unknown => {
    if (typeof value !== 'object' || value === null) {
      read.add(dotted(way));
      return value;
    }
    return new Proxy(value, {
      get: (target, key, receiver) => {
        const part: unknown = Reflect.get(target, key, receiver);
        return typeof key === 'symbol' || typeof part === 'function' ? part : watch(part, [...way, key]);
      },
    });
  };
  await use(watch(structuredClone(root), []) as T);
  return read;
}
