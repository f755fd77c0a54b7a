import jsonata from 'jsonata';
import { checkTime, spend } from './meter.ts';
import { textUnits } from './weight.ts';

/** What JSONata gives a function as `this`. */
export interface Focus {
  createSequence(): unknown[];
  readonly environment: { readonly timestamp: Date };
}

export type Implementation = (this: Focus, ...given: unknown[]) => unknown;

/** A function as JSONata keeps it. */
export interface Native {
  readonly _jsonata_function: true;
  readonly implementation: Implementation;
  readonly signature?: unknown;
}

/** JSONata's own functions by name; an expression hands them out when they are not called. */
export const nativeFunctions = async (names: readonly string[]): Promise<Readonly<Record<string, Native>>> =>
  jsonata(`{${names.map((name) => `"${name}": $${name}`).join(', ')}}`).evaluate({});

/** Looking for one text in another takes at worst the product of their lengths, also in V8's `indexOf`. */
const SEARCH_SHIFT = 128;

function unitsOf(given: readonly unknown[]): number {
  const [text, sought] = given;
  const search =
    typeof text === 'string' && typeof sought === 'string' ? (text.length * sought.length) / SEARCH_SHIFT : 0;
  const sizes = given.map((each) =>
    typeof each === 'string' ? textUnits(each) : Array.isArray(each) ? 1 + (each.length >> 3) : 1,
  );
  return sizes.reduce((sum, size) => sum + size, Math.floor(search));
}

/**
 * A function that counts the size of what it is given before it runs, and looks at the time: a function of functions calls
 * it once for each item, without a node between. JSONata reads the names and the number of parameters from the function
 * itself, so that these stay.
 */
export function bounded(native: Native, own: Implementation, cost: number): Native {
  const implementation: Implementation = function (...given) {
    checkTime();
    spend(unitsOf(given) * cost);
    return own.apply(this, given);
  };
  const { length } = native.implementation;
  Object.defineProperty(implementation, 'length', { value: length });
  Object.defineProperty(implementation, 'toString', { value: () => String(native.implementation) });
  return { ...native, implementation };
}
