import * as z from 'zod/mini';
import { Alert } from '../../lambdas/domain/alert.ts';

/** What takes the most room once it is escaped, in every dialect, and would call somebody if it were not. */
const LONG = '<!channel> @here &"\\*_`|#'.repeat(90);
const WHEN = '2026-11-30T22:59:59.999Z';

/** Words that decide what a message looks like: those of an alert that calls people. */
const chosen: Readonly<Record<string, string>> = {
  kind: 'detection',
  class: 'threat',
  severity: 'critical',
  state: 'open',
  status: 'new',
  action: 'unknown',
};

type Schema = z.core.$ZodType;

function objectOf(shape: Readonly<Record<string, Schema>>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, longestOf(inner, key, names)]));
}

const textOf = (key: string): string => (key.endsWith('At') || key === 'at' ? WHEN : LONG);

/** The longest value of a schema; `names` are keys of maps. */
function longestOf(schema: Schema, key: string, names: readonly string[]): unknown {
  if (schema instanceof z.ZodMiniOptional) return longestOf(schema._zod.def.innerType, key, names);
  if (schema instanceof z.ZodMiniArray) return [longestOf(schema._zod.def.element, key, names)];
  if (schema instanceof z.ZodMiniObject) return objectOf(schema.shape, names);
  if (schema instanceof z.ZodMiniRecord) return Object.fromEntries(names.map((name) => [name, LONG]));
  if (schema instanceof z.ZodMiniEnum) return chosen[key] ?? schema.options[0];
  if (schema instanceof z.ZodMiniLiteral) return [...schema._zod.def.values][0];
  if (schema instanceof z.ZodMiniNumber) return 99;
  return schema instanceof z.ZodMiniBoolean ? false : textOf(key);
}

/** An alert whose every text is long, with labels and facts of these names. */
export function longestAlert(names: readonly string[]): Alert {
  const id = 'tocsin:ffffffffffffffffffffffffffffffff';
  return {
    ...Alert.parse(objectOf(Alert.shape, names)),
    id,
    fingerprint: 'f'.repeat(32),
    url: 'https://console.example.com/alerts/1',
  };
}
