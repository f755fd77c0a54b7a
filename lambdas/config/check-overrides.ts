import type { Destination } from '../destinations/_kit/define-destination.ts';
import { type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { unknownName } from './mistakes.ts';
import { splitCommon } from './split-common.ts';
import { issuesToProblems } from './zod-problems.ts';

/** A destination as it is written, and its type. */
export interface WrittenDestination {
  readonly written: Fields;
  readonly type: Pick<Destination, 'settings' | 'targets'>;
}

/** The settings that a route may say: where in the destination its alerts go. A credential or an address is none. */
const allowedIn = ({ type }: WrittenDestination): string[] =>
  Object.entries(type.targets).flatMap(([name, kind]) => (kind === 'value' ? [name] : []));

function unknownOverrides(settings: Fields, path: Path, destination: WrittenDestination): Problem[] {
  const allowed = allowedIn(destination);
  return Object.keys(settings)
    .filter((name) => !allowed.includes(name))
    .map((name) => {
      const hint = allowed.length === 0 ? ': this destination has none; set it on the destination' : '';
      const message = `${unknownName('setting of a route', name, allowed)}${hint}`;
      return { path: [...path, name], message, atKey: true };
    });
}

function wrongValues(settings: Fields, path: Path, { written, type }: WrittenDestination): Problem[] {
  const { type: _, ...rest } = written;
  const merged = splitCommon({ ...rest, ...settings }).own;
  const parsed = type.settings.safeParse(merged);
  if (parsed.success) return [];
  const own = parsed.error.issues.filter((issue) => Object.hasOwn(settings, String(issue.path[0])));
  return issuesToProblems(own, merged, { base: path, namesAt: () => [], isSecret: () => false, placeholders: false });
}

/** The settings that a route says of its destinations: `to: [{ destination: soc, channel: C0123456789 }]`. */
export function checkOverrides(
  to: unknown,
  path: Path,
  destinationOf: (id: string) => WrittenDestination | undefined,
): Problem[] {
  return listOf(to).flatMap((each, i) => {
    if (!isFields(each)) return [];
    const { destination: id, ...settings } = each;
    const destination = typeof id === 'string' ? destinationOf(id) : undefined;
    if (destination === undefined) return [];
    const unknown = unknownOverrides(settings, [...path, i], destination);
    return unknown.length > 0 ? unknown : wrongValues(settings, [...path, i], destination);
  });
}
