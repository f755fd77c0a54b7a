import { pathTo } from '../values/json-fields.ts';
import { spend } from './meter.ts';
import { textUnits } from './weight.ts';

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

interface Watch {
  readonly used: Set<string>;
  readonly places: WeakMap<object, Stand>;
  readonly stands: WeakMap<object, object>;
}

/**
 * What stands for a value of the payload, and where that is. One object for each value, with its paths made only when they
 * are asked for: a large list is read item by item.
 */
class Stand implements Place, ProxyHandler<object> {
  readonly original: object;
  private readonly watch: Watch;
  private readonly up: Stand | undefined;
  private readonly key: string;
  private dotted: string | undefined;

  constructor(original: object, watch: Watch, up?: Stand, key = '') {
    this.original = original;
    this.watch = watch;
    this.up = up;
    this.key = key;
  }

  get keys(): readonly string[] {
    return this.up === undefined ? [] : [...this.up.keys, this.key];
  }

  get path(): string {
    this.dotted ??= this.up === undefined ? '' : pathTo(this.up.path, this.key);
    return this.dotted;
  }

  get home(): string {
    return this.up !== undefined && Array.isArray(this.up.original) ? this.up.path : this.path;
  }

  get(target: object, key: string | symbol): unknown {
    const value: unknown = Reflect.get(target, key);
    // What an expression reads of a payload is counted as it reads, for how large that is nobody knows before.
    spend(typeof value === 'string' ? textUnits(value) : 1);
    if (typeof key === 'symbol' || !isOwn(target, key)) return value;
    if (isObject(value)) return standFor(value, this.watch, this, key);
    this.watch.used.add(pathTo(this.path, key));
    if (Array.isArray(target)) this.watch.used.add(this.path);
    return value;
  }

  ownKeys(target: object): (string | symbol)[] {
    const keys = Reflect.ownKeys(target);
    spend(keys.length);
    return keys;
  }

  // JSONata writes marks of its own on lists, which nobody has to keep.
  set(): boolean {
    return true;
  }

  deleteProperty(): boolean {
    return true;
  }
}

function standFor(original: object, watch: Watch, up?: Stand, key?: string): object {
  const known = watch.stands.get(original);
  if (known !== undefined) return known;
  const place = new Stand(original, watch, up, key);
  const stand = new Proxy(original, place);
  watch.stands.set(original, stand);
  watch.places.set(stand, place);
  return stand;
}

/** Watches parsed JSON, below a path when it stands within something larger. */
export function watch(payload: unknown): Watched {
  const all: Watch = { used: new Set(), places: new WeakMap(), stands: new WeakMap() };
  return {
    value: isObject(payload) ? standFor(payload, all) : payload,
    used: all.used,
    placeOf: (taken) => (isObject(taken) ? all.places.get(taken) : undefined),
  };
}
