import type { Alert } from '../../../domain/alert.ts';
import { isFields } from '../../../domain/values/json-fields.ts';
import { remembered } from '../../../domain/values/remembered.ts';

/**
 * Hands out what the typed places of an alert say, by path (`actor.process.parent.pid`), and knows what nobody asked for:
 * that is what a format puts where the unmapped goes, so that nothing is lost.
 */
export interface Places {
  /** The text at a path. It counts as placed unless `fits` refuses it. */
  text(path: string, fits?: (text: string) => boolean): string | undefined;
  /** The first text that there is at these paths; the others do not count as placed. */
  first(paths: readonly string[], fits?: (text: string) => boolean): string | undefined;
  /** The number at a path, on the same terms. */
  number(path: string, fits?: (value: number) => boolean): number | undefined;
  /** What was not handed out, by path. */
  rest(): Record<string, string | number>;
}

/** Formats give these a field of their own in any case, or render them as a whole. */
type Elsewhere = 'schema' | 'type' | 'attack' | 'vulnerabilities' | 'remediation' | 'evidence' | 'labels' | 'facts';

type Value = string | number;

const isValue = (value: unknown): value is Value =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');

const partsOf = remembered((path): readonly string[] => path.split('.'), { most: 4_096, longest: 200 });

/** The value at a path; what is blank says nothing. */
function valueAt(alert: Alert, path: string): Value | undefined {
  let value: unknown = alert;
  for (const part of partsOf(path)) {
    if (!isFields(value)) return undefined;
    value = value[part];
  }
  return isValue(value) ? value : undefined;
}

/** Every value below a place that was not handed out, by path. */
function collect(value: unknown, path: string, placed: ReadonlySet<string>, into: Record<string, Value>): void {
  if (isValue(value) && !placed.has(path)) into[path] = value;
  else if (isFields(value))
    for (const [key, inner] of Object.entries(value))
      collect(inner, path === '' ? key : `${path}.${key}`, placed, into);
}

export function placesOf(alert: Alert): Places {
  const placed = new Set<string>();
  function take<T>(path: string, value: T | undefined, fits: (value: T) => boolean): T | undefined {
    if (value === undefined || !fits(value)) return undefined;
    placed.add(path);
    return value;
  }
  function text(path: string, fits: (text: string) => boolean = () => true): string | undefined {
    const value = valueAt(alert, path);
    return take(path, value === undefined ? undefined : String(value), fits);
  }
  function first(paths: readonly string[], fits?: (text: string) => boolean): string | undefined {
    for (const path of paths) {
      const found = text(path, fits);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return {
    text,
    first,
    number(path, fits = () => true) {
      const value = valueAt(alert, path);
      return take(path, typeof value === 'number' ? value : undefined, fits);
    },
    rest() {
      const { schema, type, attack, vulnerabilities, remediation, evidence, labels, facts, ...places } = alert;
      const rest: Record<string, Value> = {};
      collect(places satisfies Omit<Alert, Elsewhere>, '', placed, rest);
      return rest;
    },
  };
}
