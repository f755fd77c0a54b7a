import { isFields, jsonOf } from '../../domain/values/json-fields.ts';
import { valuesIn } from './body/json-scan.ts';

/** A list of lists costs its text again at every level; what is as large comes in one order or not at all. */
const VALUES_MAX = 20_000;

/** A payload whose lists and keys are in one order, whatever order they came in; one of more than 20,000 values as it came. */
export const ordered = (value: unknown): unknown => (valuesIn(value, VALUES_MAX) > VALUES_MAX ? value : sorted(value));

function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(sorted)
      .map((item) => [jsonOf(item), item] as const)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      .map(([, item]) => item);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
