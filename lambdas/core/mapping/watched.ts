import { pathTo } from '../reading/record.ts';

/** A payload of which is known what has been read of it. */
export interface Watched {
  /** Stands for the payload: reads the same, and cannot be written to. */
  readonly value: unknown;
  /** Dotted paths of the scalars that were read, as `factsOf` writes them, and of lists of which an item was. */
  readonly used: ReadonlySet<string>;
  /** Where something that was taken from `value` stands, key by key, and itself; nothing for what was made anew. */
  placeOf(taken: unknown): Place | undefined;
}

export interface Place {
  readonly keys: readonly string[];
  readonly original: object;
  /** The path of the list that it is an item of, or its own. */
  readonly home: string;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A field of the payload, unlike the length of a list. */
const isOwn = (target: object, key: string): boolean => Object.prototype.propertyIsEnumerable.call(target, key);

const dotted = (keys: readonly string[]): string => keys.reduce(pathTo, '');

/** Watches parsed JSON, below a path when it stands within something larger. */
export function watch(payload: unknown): Watched {
  const used = new Set<string>();
  const places = new WeakMap<object, Place>();
  const stands = new WeakMap<object, object>();

  function standFor(original: object, keys: readonly string[], home: string): object {
    const known = stands.get(original);
    if (known !== undefined) return known;
    // JSONata writes marks of its own on lists, which nobody has to keep.
    const stand = new Proxy(original, { get: (target, key) => read(target, key, keys), set: () => true });
    stands.set(original, stand);
    places.set(stand, { keys, original, home });
    return stand;
  }

  function read(target: object, key: string | symbol, keys: readonly string[]): unknown {
    const value: unknown = Reflect.get(target, key);
    if (typeof key === 'symbol' || !isOwn(target, key)) return value;
    const own = [...keys, key];
    const home = dotted(Array.isArray(target) ? keys : own);
    if (isObject(value)) return standFor(value, own, home);
    used.add(dotted(own)).add(home);
    return value;
  }

  return {
    value: isObject(payload) ? standFor(payload, [], '') : payload,
    used,
    placeOf: (taken) => (isObject(taken) ? places.get(taken) : undefined),
  };
}
