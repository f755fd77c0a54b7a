import { isFields, spelling } from '../../../lambdas/domain/values/json-fields.ts';
import { lastName } from './expressions.ts';
import { type Field, fieldsOf, pathOf } from './record-fields.ts';

/** A field that another report of the same problem would say otherwise, and how that could be read. */
export interface Turn {
  readonly path: string;
  readonly keys: readonly string[];
  readonly from: unknown;
  readonly to: unknown;
  /** For `resolvedWhen`; absent where the word that stands there is not known to begin or to end anything. */
  readonly isOver?: string;
}

const pairs: readonly (readonly [open: string, over: string])[] = [
  ['open', 'closed'],
  ['opened', 'closed'],
  ['new', 'closed'],
  ['firing', 'resolved'],
  ['fired', 'resolved'],
  ['active', 'resolved'],
  ['triggered', 'resolved'],
  ['created', 'resolved'],
  ['detected', 'resolved'],
  ['unresolved', 'resolved'],
  ['raised', 'cleared'],
  ['alert', 'ok'],
  ['alarm', 'ok'],
  ['alerting', 'ok'],
  ['problem', 'ok'],
  ['started', 'ended'],
  ['down', 'up'],
  ['unhealthy', 'healthy'],
  ['failed', 'passed'],
  ['failing', 'passing'],
];
const openWords = pairs.map(([open]) => open);
const overWords = [...new Set(['resolved', 'closed', 'ok', 'recovered', ...pairs.map(([, over]) => over)])];

const paired = (word: string, isOver: boolean): readonly string[] => {
  const found = pairs.find((pair) => pair[isOver ? 1 : 0] === word.toLowerCase());
  const others = isOver ? ['open', 'firing', 'active'] : ['resolved', 'closed', 'ok'];
  return [...new Set([...(found === undefined ? [] : [found[isOver ? 0 : 1]]), ...others])];
};

/** In the case of the word that stands there. */
function inCaseOf(word: string, other: string): string {
  if (word === word.toUpperCase()) return other.toUpperCase();
  return word[0] === word[0]?.toUpperCase() ? `${other[0]?.toUpperCase()}${other.slice(1)}` : other;
}

/** Where the last word of `alert.created` begins. */
const lastWordAt = (text: string): number =>
  Math.max(...['.', '_', ':', '/', '-', ' '].map((mark) => text.lastIndexOf(mark))) + 1;

/** Of the problem, unlike that of a scan, of an agent or before a change. */
const isStanding = (name: string): boolean =>
  /^(?:alert|case|detection|event|finding|incident|issue|monitor|new|problem|violation|workflow)?(?:status|state|condition|phase)$/.test(
    name,
  );
/** Flags that are true when it is over, and those that are true while it is not. */
const isOverFlag = (name: string): boolean =>
  /^(?:is)?(?:auto)?(?:resolved|closed|archived|cleared|recovered)$/.test(name);
const isOpenFlag = (name: string): boolean => /^(?:is)?(?:active|firing|open)$/.test(name);
const isEvent = (name: string): boolean =>
  /^(?:alert|event|webhook|notification)?(?:event|type|action|kind|trigger)$/.test(name);
/** Words with which the name of an event ends; others are a part of its name. */
const isCourse = (word: string, isOver: boolean): boolean =>
  isKnown(word, isOver) && !/^(?:alert|alarm|alerting|problem|active|down|up|ok|healthy|unhealthy)$/i.test(word);
/** Things that have a state of their own. */
const isOther = ({ keys }: Field): boolean =>
  keys
    .slice(0, -1)
    .some((key) => /geo|location|address|cluster|agent|hook|host|device|user|actor|scan|resource/i.test(key));
const isEndTime = (name: string): boolean =>
  /^(?:resolved|closed|ended|fixed|recovered|dismissed|cleared|end|close)(?:at|date|time|on|timestamp)$/.test(name);

const isOpening = (word: string): boolean => openWords.includes(word.toLowerCase());
const isEnding = (word: string): boolean => overWords.includes(word.toLowerCase());

const isKnown = (word: string, isOver: boolean): boolean => (isOver ? isEnding(word) : isOpening(word));

function turnsOfText({ path, keys, text }: Field, isOver: boolean): Turn[] {
  const at = lastWordAt(text);
  const word = text.slice(at);
  return paired(word, isOver).map((other) => {
    const to = text.slice(0, at) + inCaseOf(word, other);
    const turn = { path, keys, from: text, to };
    return isKnown(word, isOver) ? { ...turn, isOver: `${path} = ${JSON.stringify(isOver ? text : to)}` } : turn;
  });
}

/** Nothing for a flag that contradicts what is known. */
function turnsOfFlag(field: Field, isOver: boolean): Turn[] {
  const name = lastName(field);
  const whenOver = isOverFlag(name);
  if (!(whenOver || isOpenFlag(name)) || (field.value === whenOver) !== isOver) return [];
  const { path, keys, value } = field;
  return [{ path, keys, from: value, to: !value, isOver: `${path} = ${String(whenOver)}` }];
}

interface Ranked {
  readonly rank: number;
  readonly turns: readonly Turn[];
}

const TEXT_MAX = 80;

function rankedOf(field: Field, isOver: boolean): Ranked[] {
  const name = lastName(field);
  if (typeof field.value === 'boolean') return [{ rank: 1, turns: turnsOfFlag(field, isOver) }];
  if (typeof field.value !== 'string' || field.text.length > TEXT_MAX) return [];
  const turns = turnsOfText(field, isOver);
  if (isStanding(name)) return [{ rank: 0, turns }];
  const word = field.text.slice(lastWordAt(field.text));
  return isEvent(name) && isCourse(word, isOver) ? [{ rank: 3, turns }] : [];
}

/** Times of an end that has not come: `closedAt: null`. */
function emptyTimes(record: unknown, within: readonly string[], time: string): Ranked[] {
  if (!isFields(record) || within.length > 1) return [];
  return Object.entries(record).flatMap(([key, value]): Ranked[] => {
    const keys = [...within, key];
    if (value !== null) return emptyTimes(value, keys, time);
    const path = isEndTime(spelling(key)) ? pathOf(keys) : undefined;
    return path === undefined
      ? []
      : [{ rank: 2, turns: [{ path, keys, from: null, to: time, isOver: `${path} != null` }] }];
  });
}

const isNearTop = ({ keys }: Field): boolean => keys.length <= 3 && !keys.some((key) => /^\d+$/.test(key));
const isOfProblem = (field: Field): boolean => isNearTop(field) && !isOther(field);

/** The fields that could say that it is over, or, of a report that does, that it is not; the most likely first. */
export function turnsIn(record: unknown, isOver: boolean, time: string): readonly Turn[] {
  const ranked = fieldsOf(record)
    .filter(isOfProblem)
    .flatMap((field) => rankedOf(field, isOver));
  const all = isOver ? ranked : [...ranked, ...emptyTimes(record, [], time)];
  const depth = ({ turns }: Ranked) => turns[0]?.keys.length ?? 0;
  return all.toSorted((a, b) => a.rank - b.rank || depth(a) - depth(b)).flatMap(({ turns }) => turns);
}
