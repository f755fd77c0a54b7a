import { isFields, jsonOf } from './record.ts';

/** A payload whose lists and keys are in one order, whatever order they came in. */
export function ordered(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(ordered)
      .map((item) => [jsonOf(item), item] as const)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      .map(([, item]) => item);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}
