import type { Alert } from '../../../lambdas/domain/alert.ts';
import type { Mapping } from '../../../lambdas/sources/_kit/mapping/map-schema.ts';
import { mappingOf, problemMapping } from './assembled.ts';
import { otherValues, withValue } from './changes.ts';
import type { Expressions } from './expressions.ts';
import { type Field, fieldsOf } from './record-fields.ts';
import { type MappingSource, runOnRecord, unmapped } from './run-mapping.ts';

/** A field with the other value that was tried in it. */
export interface Changed {
  readonly field: Field;
  readonly other: unknown;
}

/** What a fingerprint is made of: the fields with another value in which it is another problem, and the rest. */
export interface ProblemFields {
  readonly separating: readonly Changed[];
  readonly joining: readonly Changed[];
}

const FIELDS_MAX = 50;

type Read = (record: unknown) => Promise<Alert | undefined> | Alert;

/** The first of a field's other values with which it is another problem. */
async function separatingValue(
  read: Read,
  record: unknown,
  field: Field,
  before: string | undefined,
): Promise<unknown> {
  for (const other of otherValues(field.value)) {
    const after = await read(withValue(record, field.keys, other));
    if (after?.fingerprint !== before) return other;
  }
  return undefined;
}

async function fieldsBy(read: Read, record: unknown): Promise<ProblemFields> {
  const before = (await read(record))?.fingerprint;
  const found: { separating: Changed[]; joining: Changed[] } = { separating: [], joining: [] };
  for (const field of fieldsOf(record).slice(0, FIELDS_MAX)) {
    const other = await separatingValue(read, record, field, before);
    if (other === undefined) found.joining.push({ field, other: otherValues(field.value)[0] });
    else found.separating.push({ field, other });
  }
  return found;
}

/** Found by trying: each field with another value in it. */
export function problemFields(map: Mapping, record: unknown, source: MappingSource): Promise<ProblemFields> {
  const small = problemMapping(map);
  return fieldsBy((changed) => runOnRecord(small, changed, source), record);
}

const pathsOf = ({ separating }: ProblemFields): readonly string[] => separating.map(({ field }) => field.path);

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));

/** A key that the sender gives decides alone; else what tells problems apart with the mapping or without it. */
function decidingPaths(unmapped: readonly string[], mapped: readonly string[]): readonly string[] {
  const [only, ...others] = unmapped;
  const isKey = only !== undefined && others.length === 0 && !mapped.includes(only);
  return isKey ? [only] : [...new Set([...unmapped, ...mapped])];
}

const listOf = (paths: readonly string[]): string => (paths.length === 1 ? (paths[0] ?? '') : `[${paths.join(', ')}]`);

/**
 * Adds `problem` when the mapping alone would join problems that are apart without it, such as by a key that the sender
 * gives; only where just these fields then tell them apart.
 */
export async function withProblem(
  expressions: Expressions,
  record: unknown,
  source: MappingSource,
): Promise<Expressions> {
  const without = pathsOf(await fieldsBy((changed) => unmapped(changed, source), record));
  const now = pathsOf(await problemFields(mappingOf(expressions), record, source));
  if (without.length === 0 || without.every((path) => now.includes(path))) return expressions;
  const wanted = decidingPaths(without, now);
  const changed = new Map([...expressions, ['problem', listOf(wanted)]]);
  const then = pathsOf(await problemFields(mappingOf(changed), record, source));
  return isSameList(then, wanted) ? changed : expressions;
}
