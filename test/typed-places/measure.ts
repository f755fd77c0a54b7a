import type { Alert } from '../../lambdas/domain/alert.ts';
import { insteadOf } from './alternatives.ts';
import { documentOf, isSent } from './documents.ts';
import { exclusions } from './exclusions.ts';
import { fieldsOf } from './fields.ts';
import { isInField, takesOne } from './in-field.ts';
import { leavesOf } from './leaves.ts';
import { type Find, findsIn } from './patterns.ts';
import { type Place, placesOf, valuesAt } from './places.ts';
import type { Sample } from './samples.ts';
import { type Standard, standards } from './standards.ts';

/** A value of a sample, once: whether it is where it belongs, and in which standards it is where they have a field for it. */
export interface Measured {
  readonly sample: Sample;
  readonly find: Find;
  readonly isTyped: boolean;
  readonly inStandard: ReadonlyMap<Standard, boolean>;
}

/** How a typed value may say more than a payload's: the file in a folder, a sub-technique, the parts of a second. */
function says({ kind, leaf }: Find, typed: string, value: string): boolean {
  if (typed === value) return true;
  if (kind === 'path') return typed.startsWith(value) && /^[/\\]/.test(typed.slice(value.replace(/[/\\]$/, '').length));
  if (kind === 'time') return /^\d{10}$/.test(leaf.text.trim()) && typed.slice(0, -3) === value.slice(0, -3);
  return kind === 'technique' && typed.startsWith(`${value}.`);
}

const isSaid = (find: Find, typed: string): boolean =>
  [find.value, ...(find.or ?? [])].some((value) => says(find, typed, value));

/** The reason why a find does not count. */
const exclusionOf = (find: Find): string | undefined =>
  exclusions.find(({ kinds, holds: excludes }) => kinds.includes(find.kind) && excludes(find))?.reason;

/** Each value of a kind once, at the first place where it counts. */
function countedIn(finds: readonly Find[], isSingle: boolean): Find[] {
  const first = new Map<string, Find>();
  for (const find of finds) {
    const key = `${find.kind} ${find.value}`;
    if (!first.has(key) && exclusionOf(find) === undefined) first.set(key, find);
  }
  return [...first.values()].map((find) => ({ ...find, or: insteadOf(find, finds, isSingle) }));
}

/** The finds of a payload that count. */
export const findsOf = ({ payload, alerts }: Pick<Sample, 'payload' | 'alerts'>): Find[] =>
  countedIn(leavesOf(payload).flatMap(findsIn), alerts.length === 1);

/** How many finds each rule excludes, and how many none does, under no name. */
export function excludedIn(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const finds = samples.flatMap(({ payload }) => leavesOf(payload).flatMap(findsIn));
  return new Map(
    [...Map.groupBy(finds, (find) => exclusionOf(find) ?? '')].map(([reason, all]) => [reason, all.length]),
  );
}

/** A find at a place of an alert, in the form that it has there. */
interface Standing {
  readonly alert: Alert;
  readonly place: Place;
  readonly values: readonly string[];
}

function standingsOf(find: Find, { alerts }: Sample): Standing[] {
  return alerts.flatMap((alert) =>
    placesOf[find.kind].flatMap((place) => {
      const all = valuesAt(find.kind, place, alert);
      const values = all.filter((typed) => isSaid(find, typed));
      return values.length === 0 ? [] : [{ alert, place, values: takesOne(find.kind) ? all : values }];
    }),
  );
}

/** The documents of an alert, made when one is asked for. */
type Documents = (standard: Standard, alert: Alert) => unknown;

function isIn(
  standard: Standard,
  { kind }: Find,
  standings: readonly Standing[],
  documents: Documents,
): boolean | undefined {
  const wanted = standings.filter(({ place }) => fieldsOf[place][standard] !== undefined);
  const alerts = [...new Set(wanted.map(({ alert }) => alert))];
  if (alerts.length === 0) return undefined;
  return alerts.every((each) =>
    wanted.some(
      ({ alert, place, values }) =>
        alert === each &&
        values.some((value) => isInField({ kind, value, place, standard }, documents(standard, alert))),
    ),
  );
}

function measuredIn(sample: Sample, sent: readonly Standard[]): Measured[] {
  const made = new Map<string, unknown>();
  const documents: Documents = (standard, alert) => {
    const key = `${standard} ${alert.id}`;
    if (!made.has(key)) made.set(key, documentOf(standard, alert));
    return made.get(key);
  };
  return findsOf(sample).map((find) => {
    const standings = standingsOf(find, sample);
    const inStandard = sent.flatMap((standard): [Standard, boolean][] => {
      const is = isIn(standard, find, standings, documents);
      return is === undefined ? [] : [[standard, is]];
    });
    return { sample, find, isTyped: standings.length > 0, inStandard: new Map(inStandard) };
  });
}

/** Which of the finds of samples stand in the typed fields of their alerts, and in the fields of standards. */
export const measure = (samples: readonly Sample[], wanted: readonly Standard[] = standards): Measured[] => {
  const sent = wanted.filter(isSent);
  return samples.flatMap((sample) => measuredIn(sample, sent));
};
