import type { Alert } from '../../../lambdas/domain/alert.ts';
import type { Mapping } from '../../../lambdas/sources/_kit/mapping/map-schema.ts';
import { mappingOf, problemMapping } from './assembled.ts';
import { withValue } from './changes.ts';
import { type Turn, turnsIn } from './ends.ts';
import type { Expressions } from './expressions.ts';
import { type MappingSource, runOnRecord, unmapped } from './run-mapping.ts';

/** What the end of a problem looks like, or, of a report that is one, what began it. */
export interface End {
  readonly turn: Turn;
  /** The report itself is the end. */
  readonly isOver: boolean;
  /** The end has the fingerprint and the finding of what began the problem. */
  readonly meets: boolean;
}

const isSameProblem = (a: Alert, b: Alert): boolean =>
  a.fingerprint === b.fingerprint && a.finding.uid === b.finding.uid;

/** What a mapping makes of a field that turns; nothing when it does not see it. */
async function endBy(map: Mapping, record: unknown, turn: Turn, source: MappingSource): Promise<End | undefined> {
  const small = problemMapping(map);
  const then = await runOnRecord(small, withValue(record, turn.keys, turn.to), source);
  const now = await runOnRecord(small, record, source);
  if (now === undefined || then === undefined || now.state === then.state) return undefined;
  return { turn, isOver: now.state === 'resolved', meets: isSameProblem(now, then) };
}

const isOverNow = async (map: Mapping, record: unknown, source: MappingSource): Promise<boolean> =>
  ((await runOnRecord(map, record, source)) ?? unmapped(record, source)).state === 'resolved';

/** What an end looks like to a mapping as it stands. */
export async function endFor(map: Mapping, record: unknown, source: MappingSource): Promise<End | undefined> {
  const turns = turnsIn(record, await isOverNow(map, record, source), source.receivedAt);
  let last: End | undefined;
  for (const turn of turns) {
    const end = await endBy(map, record, turn, source);
    if (end?.meets === true) return end;
    last ??= end;
  }
  return last;
}

/** The expressions with one that tells the course, the more explicit the better. */
const withCourse = (expressions: Expressions, { path, isOver }: Turn): readonly Expressions[] => [
  new Map([...expressions, ['state', path]]),
  ...(isOver === undefined ? [] : [new Map([...expressions, ['resolvedWhen', isOver]])]),
  expressions,
];

const less = (expressions: Expressions, ...places: readonly string[]): Expressions =>
  new Map([...expressions].filter(([place]) => !places.includes(place)));

/** The problem without the field that turns. */
function withoutTurn(expressions: Expressions, { path }: Turn): readonly Expressions[] {
  const parts = (expressions.get('problem') ?? '').replace(/^\[|\]$/g, '').split(', ');
  const others = parts.filter((part) => part !== path);
  if (others.length === parts.length || others.length === 0) return [];
  return [new Map([...expressions, ['problem', others.length === 1 ? (others[0] ?? '') : `[${others.join(', ')}]`]])];
}

/** Without what says with other words that it is over. */
const withoutHeads = (expressions: Expressions, turn: Turn): readonly Expressions[] => [
  expressions,
  ...withoutTurn(expressions, turn),
  less(expressions, 'problem'),
  less(expressions, 'problem', 'type'),
  less(expressions, 'problem', 'type', 'title'),
];

interface Job {
  readonly expressions: Expressions;
  readonly record: unknown;
  readonly source: MappingSource;
  readonly holds: (expressions: Expressions) => Promise<boolean>;
}

/** The expressions by which the turn of a field is an end that meets what it ends. */
async function meetingBy(turn: Turn, { expressions, record, source, holds }: Job): Promise<Expressions | undefined> {
  for (const [i, heads] of withoutHeads(expressions, turn).entries()) {
    const ends = await Promise.all(
      withCourse(heads, turn).map(async (expressions) => ({
        expressions,
        end: await endBy(mappingOf(expressions), record, turn, source),
      })),
    );
    // What is not seen at all is not seen with fewer expressions either.
    if (i === 0 && ends.every(({ end }) => end === undefined)) return undefined;
    for (const { expressions, end } of ends) if (end?.meets === true && (await holds(expressions))) return expressions;
  }
  return undefined;
}

/** The expressions with one by which an end is seen and has the fingerprint of what it ends, where there is one. */
export async function withEnd(job: Job): Promise<Expressions> {
  const { record, source } = job;
  for (const turn of turnsIn(record, unmapped(record, source).state === 'resolved', source.receivedAt)) {
    const found = await meetingBy(turn, job);
    if (found !== undefined) return found;
  }
  return job.expressions;
}
