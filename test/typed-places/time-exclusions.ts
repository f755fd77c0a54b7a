import type { Exclusion } from './exclusion.ts';
import { wordsOf } from './leaves.ts';
import { type Find, isTimeName } from './patterns.ts';
import { namesBeside, objectOf, objectsAround, said } from './surroundings.ts';

const isRecord = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null && !Array.isArray(value)) ||
  (typeof value === 'string' && /^\s*\{/.test(value));

/** What carries a record: an event of EventBridge, a message of SNS, a line of a log shipper. */
const isEnvelope = (around: object): boolean =>
  Object.entries(around).some(
    ([name, value]) => /^(?:detail|message|data|payload|log|record|properties)$/i.test(name) && isRecord(value),
  );

const hasTime = (around: object): boolean =>
  Object.entries(around).some(([name, value]) => isTimeName(wordsOf(name).join(' ')) && typeof value !== 'object');

/** A name of when something happened, anywhere in a record. */
const happened =
  /"\w*?(?:first_?(?:seen|observed|occurred|activity|event)|detected_?at|identified_?at|original_?time|occurred_?at)/i;

const isOfMaking = (find: Find): boolean =>
  /^created|^creation|^timestamp$|^time$/.test(said(find)) &&
  happened.test(JSON.stringify(objectOf(find))) &&
  namesBeside(find).length > 1;

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
    holds: isOfMaking,
  },
  {
    kinds: ['time'],
    reason: 'of a part of the record: the record has a time of its own',
    holds: (find) => objectsAround(find).some((around) => !isEnvelope(around) && hasTime(around)),
  },
  {
    kinds: ['time'],
    reason: 'when a thing was made or began that the finding is about, or the state before',
    holds: ({ leaf }) =>
      /\b(?:process|project|repository|cluster|\w*bucket\w*|instance\w*|previous\w*|session)\b(?:\[\])?\.[^.]*$/i.test(
        leaf.path,
      ),
  },
];
