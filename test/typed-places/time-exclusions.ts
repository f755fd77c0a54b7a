import type { Exclusion } from './exclusion.ts';
import { type Leaf, leavesOf, wordsOf } from './leaves.ts';
import { type Find, isSpanName, isTimeName, millisOf } from './patterns.ts';
import { objectOf, objectsAround, said } from './surroundings.ts';

const nameOf = (name: string): string => wordsOf(name).join(' ');

const holdsTime = (value: unknown): boolean =>
  leavesOf(value).some(({ words, text }) => isTimeName(words.join(' ')) && millisOf(text) > 0);

/**
 * What carries a record that has times of its own: an event of EventBridge, a message of SNS, a line of a log shipper, a
 * report of several events.
 */
const isEnvelope = (around: object): boolean =>
  Object.entries(around).some(([name, value]) => {
    const names = Array.isArray(value)
      ? /^events$/
      : /^(?:detail|message|data|payload|log|record|properties|jsonPayload)$/i;
    return names.test(name) && holdsTime(value);
  });

/** Whether a record has a time of the same sort: when it began and ended, or when it was. */
const hasTimeLike = (find: Find, around: object): boolean =>
  Object.entries(around).some(
    ([name, value]) =>
      isTimeName(nameOf(name)) && isSpanName(nameOf(name)) === isSpanName(said(find)) && typeof value !== 'object',
  );

/** Names of when something happened, beside which it does not matter when the record was made. */
const happened = /\b(?:first|last|detected|identified|original|occurred|start)\b/;
const isOfHappening = ({ words, path }: Leaf): boolean => happened.test(words.join(' ')) && !path.includes('[]');
const isOfMaking = (find: Find): boolean =>
  /creat|generated/.test(said(find)) || find.leaf.path.endsWith('.@timestamp');

/** Times that are not when a finding was seen: an alert has places for when it happened, first and last. */
export const timeExclusions: readonly Exclusion[] = [
  {
    kinds: ['time'],
    reason: 'when the message was sent, with the record that it carries inside',
    holds: (find) => isEnvelope(objectOf(find)),
  },
  {
    kinds: ['time'],
    reason: 'when the record was made, beside when it happened',
    holds: (find) => isOfMaking(find) && leavesOf(objectOf(find)).some(isOfHappening),
  },
  {
    kinds: ['time'],
    reason: 'of a part of the record: the record has such a time of its own',
    holds: (find) => objectsAround(find).some((around) => !isEnvelope(around) && hasTimeLike(find, around)),
  },
  {
    kinds: ['time'],
    reason: 'when a thing was made or began that the finding is about, or the state before',
    holds: ({ leaf }) =>
      /\b(?:process|parent|project|repository|cluster|\w*bucket\w*|instance\w*|previous\w*|session|vulnerability)\b(?:\[\])?\.[^.]*$/i.test(
        leaf.path,
      ),
  },
];
