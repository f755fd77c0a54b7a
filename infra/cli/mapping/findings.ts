import { redact } from '../../../lambdas/domain/redact/redact.ts';
import { oneLine, truncate } from '../../../lambdas/domain/values/text.ts';
import { toTime } from '../../../lambdas/domain/values/time.ts';
import type { End } from './course.ts';
import type { Changed, ProblemFields } from './problem-fields.ts';

const SHOWN_MAX = 100; // characters of a value
const LISTED_MAX = 200; // fields of a list

/** A text of the payload as a terminal and a comment can take it: one line, short, without credentials. */
export const shown = (text: string): string => truncate(oneLine(redact(text.slice(0, 10_000))), SHOWN_MAX);

/** A field with its text; its name may say that the text is a credential. */
const fieldLine = (name: string, text: string): string => shown(`${name}: ${text}`);

const written = (value: unknown): string => shown(typeof value === 'string' ? `"${value}"` : String(value));

const isSecret = (path: string, value: unknown): boolean => {
  const text = `${path}: ${String(value)}`;
  return redact(text) !== text;
};

/** `status is "closed" in place of "open"`; credentials are not shown. */
const turned = (path: string, to: unknown, from: unknown): string =>
  isSecret(path, to) || isSecret(path, from)
    ? `${shown(path)} is another text`
    : `${shown(path)} is ${written(to)} in place of ${written(from)}`;

/** A titled list of texts by name; nothing when there are none. */
export function listed(title: string, entries: Readonly<Record<string, string>>): string[] {
  const all = Object.entries(entries);
  if (all.length === 0) return [];
  const lines = all.slice(0, LISTED_MAX).map(([name, text]) => `  ${fieldLine(name, text)}`);
  const more = all.length - lines.length;
  return ['', title, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}

const noEnd = [
  'An end: no field near the top is known to say that a problem is over. When the sender reports an end, save that',
  'payload and run this command on it; or write resolvedWhen, an expression that is true when the problem is over.',
];

const meeting = (meets: boolean): string =>
  meets
    ? 'and it has the fingerprint and the finding of the other: the end closes what it belongs to.'
    : 'but it has another fingerprint or finding, so the end would close nothing. Take this field out of type, title and problem.';

/** What an end looks like, as it was tried. */
export function endLines(end: End | undefined): string[] {
  if (end === undefined) return ['', ...noEnd];
  const { turn, isOver, meets } = end;
  const change = turned(turn.path, turn.to, turn.from);
  return isOver
    ? ['', 'An end: the record that was tried is one.', `Tried, ${change}: the alert is open, ${meeting(meets)}`]
    : ['', `An end: ${change}.`, `Tried: the alert is resolved, ${meeting(meets)}`];
}

const changeOf = ({ field, other }: Changed): string => turned(field.path, other, field.value);

/** Times, counts and the like show best what does not matter. */
const variability = ({ field }: Changed): number =>
  typeof field.value === 'number' || toTime(field.text) !== undefined ? 0 : 1;

/** What the fingerprint is made of, with a change that joins and one that separates, as they were tried. */
export function problemLines({ separating, joining }: ProblemFields): string[] {
  const [apart] = separating;
  const together = joining.toSorted((a, b) => variability(a) - variability(b))[0];
  if (apart === undefined)
    return ['', 'The same problem: no field of it tells two problems apart. Write problem: a list of those that do.'];
  return [
    '',
    `The same problem (one fingerprint) is a report in which these fields are the same: ${shownList(separating)}`,
    `  another problem: ${changeOf(apart)}`,
    ...(together === undefined ? [] : [`  the same problem: ${changeOf(together)}`]),
    'To have other fields decide, write them: problem: [FIELD, FIELD]',
  ];
}

const PATHS_MAX = 12;

const shownList = (list: readonly Changed[]): string => {
  const paths = list.slice(0, PATHS_MAX).map(({ field }) => shown(field.path));
  return list.length > PATHS_MAX ? `${paths.join(', ')}, and ${list.length - PATHS_MAX} more` : paths.join(', ');
};
