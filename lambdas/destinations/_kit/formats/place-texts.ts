import type { Alert } from '../../../domain/alert.ts';

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

/** Every value below a place, by path; what is blank says nothing. */
function collect(value: unknown, path: string, into: Map<string, string | number>): void {
  if (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) into.set(path, value);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) collect(inner, path === '' ? key : `${path}.${key}`, into);
}

function valuesOf(alert: Alert): Map<string, string | number> {
  const { schema, type, attack, vulnerabilities, remediation, evidence, labels, facts, ...placed } = alert;
  const values = new Map<string, string | number>();
  collect(placed satisfies Omit<Alert, Elsewhere>, '', values);
  return values;
}

export function placesOf(alert: Alert): Places {
  const values = valuesOf(alert);
  const placed = new Set<string>();
  function take<T>(path: string, value: T | undefined, fits: (value: T) => boolean): T | undefined {
    if (value === undefined || !fits(value)) return undefined;
    placed.add(path);
    return value;
  }
  function text(path: string, fits: (text: string) => boolean = () => true): string | undefined {
    const value = values.get(path);
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
      const value = values.get(path);
      return take(path, typeof value === 'number' ? value : undefined, fits);
    },
    rest: () => Object.fromEntries([...values].filter(([path]) => !placed.has(path))),
  };
}
