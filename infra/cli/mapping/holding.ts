import type { Alert } from '../../../lambdas/domain/alert.ts';
import { oneLine } from '../../../lambdas/domain/values/text.ts';
import { mappingOf } from './assembled.ts';
import { withEnd } from './course.ts';
import { type Expressions, expressionsFor, valueAt } from './expressions.ts';
import { withProblem } from './problem-fields.ts';
import { recordsIn } from './records.ts';
import { type MappingSource, runMapping, runOnRecord, unmapped } from './run-mapping.ts';

/** A mapping that holds for its payload, and what did not. */
export interface Holding {
  readonly expressions: Expressions;
  readonly each: string | undefined;
  readonly records: readonly unknown[];
  /** The record on which ends and other problems are tried. */
  readonly sample: unknown;
  /** Places that are empty without the mapping. */
  readonly guessed: ReadonlySet<string>;
  /** Expressions that were left out, by place, with the reason. */
  readonly left: Readonly<Record<string, string>>;
}

const LOOKED_AT = 5; // records whose fields are looked at for expressions
export const COMPARED = 50; // records of which every place is compared

/** What is in no field of the alert by itself. */
const unread = new Set(['id', 'problem']);

const without = (expressions: Expressions, places: ReadonlySet<string>): Expressions =>
  new Map([...expressions].filter(([place]) => !places.has(place)));

const isSame = (place: string, mapped: Alert, read: Alert): boolean => {
  const shown = place === 'resolvedWhen' ? 'state' : place;
  const [a, b] = [valueAt(mapped, shown), valueAt(read, shown)];
  if (place === 'title') return oneLine(read.title).startsWith(mapped.title.slice(0, 60));
  return JSON.stringify(a) === JSON.stringify(b);
};

/** What a place gives otherwise than the alert says without the mapping, in one of the records. */
async function wrongIn(
  { expressions, records, guessed }: Holding,
  source: MappingSource,
): Promise<Record<string, string>> {
  const wrong: Record<string, string> = {};
  const map = mappingOf(expressions);
  for (const [i, record] of records.slice(0, COMPARED).entries()) {
    const mapped = await runOnRecord(map, record, source);
    const read = unmapped(record, source);
    for (const place of expressions.keys())
      if (mapped !== undefined && !unread.has(place) && !guessed.has(place) && !isSame(place, mapped, read))
        wrong[place] ??= `in record ${i + 1} it gives something else than the alert says without it`;
  }
  return wrong;
}

/** Without the expressions that fail or give something wrong; each round takes at least one away. */
async function withoutWrong(start: Holding, payload: unknown, source: MappingSource): Promise<Holding> {
  let now = start;
  while (now.expressions.size > 0) {
    const { failed } = await runMapping(mappingOf(now.expressions, now.each), payload, source);
    const wrong = { ...(await wrongIn(now, source)), ...failed };
    const places = new Set(Object.keys(wrong).filter((place) => now.expressions.has(place)));
    if (places.size === 0) return now;
    now = { ...now, expressions: without(now.expressions, places), left: { ...now.left, ...wrong } };
  }
  return now;
}

/** `each` where it chooses every record, and nothing else. */
async function eachOf(payload: unknown, source: MappingSource): Promise<Pick<Holding, 'each' | 'records' | 'left'>> {
  const { records, each } = recordsIn(payload);
  if (each === undefined) return { each, records, left: {} };
  const { alerts, failed } = await runMapping({ each, title: '"each"' }, payload, source);
  if (failed['each'] === undefined && alerts.length >= records.length) return { each, records, left: {} };
  const reason = `it chooses ${alerts.length} of ${records.length} records, so the payload is read as a whole`;
  const whole = Array.isArray(payload) ? payload : [payload];
  return { each: undefined, records: whole, left: { each: reason } };
}

/** What began a problem, where the payload has that. */
const openIn = (records: readonly unknown[], source: MappingSource): unknown =>
  records.slice(0, COMPARED).find((record) => unmapped(record, source).state === 'open') ?? records[0];

/** Whether nothing fails, and nothing reads otherwise than without the mapping. */
async function doesHold(holding: Holding, payload: unknown, source: MappingSource): Promise<boolean> {
  const { failed } = await runMapping(mappingOf(holding.expressions, holding.each), payload, source);
  return Object.keys({ ...failed, ...(await wrongIn(holding, source)) }).length === 0;
}

async function completed(holding: Holding, payload: unknown, source: MappingSource): Promise<Holding> {
  const holds = (expressions: Expressions) => doesHold({ ...holding, expressions }, payload, source);
  const sample = openIn(holding.records, source);
  const more = await withProblem(holding.expressions, sample, source);
  const problem = (await holds(more)) ? more : holding.expressions;
  return { ...holding, sample, expressions: await withEnd({ expressions: problem, record: sample, holds, source }) };
}

/** The mapping that the fields of a payload suggest, as far as it holds for all of it; nothing when none of it does. */
export async function holdingFor(payload: unknown, source: MappingSource): Promise<Holding | undefined> {
  const found = await eachOf(payload, source);
  const all = found.records.slice(0, LOOKED_AT).map((record) => expressionsFor(record, source));
  // What the first record says goes before what the others say.
  const expressions: Expressions = new Map(all.toReversed().flatMap((each) => [...each.expressions]));
  const guessed = new Set(all.flatMap((each) => each.guessed));
  const start: Holding = { ...found, expressions, guessed, sample: found.records[0] };
  const holding = await withoutWrong(start, payload, source);
  return holding.expressions.size === 0 ? undefined : completed(holding, payload, source);
}
