import { inTurns, type Pause } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import { REPAIR_MAX_CHARACTERS, repairJson } from './json-repair.ts';
import { MEND_MAX_CHARACTERS, type Parsed, parseJson } from './json-text.ts';

/** A piece of a body that could not be read, and why. */
export interface Unread {
  readonly text: string;
  readonly reason: string;
}

export interface Lines {
  readonly values: readonly object[];
  readonly unread: readonly Unread[];
  readonly repaired: boolean;
}

/** More lines than this that nobody can read are one piece of noise, and not an alert each. */
const MAX_UNREAD = 20;

const isContainer = (parsed: Parsed): parsed is { kind: 'value'; value: object } =>
  parsed.kind === 'value' && typeof parsed.value === 'object' && parsed.value !== null;

const bounded = (unread: readonly Unread[]): readonly Unread[] =>
  unread.length <= MAX_UNREAD
    ? unread
    : [{ text: unread.map(({ text }) => text).join('\n'), reason: `${unread.length} lines are not JSON` }];

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replaceAll('\u001e', '').trim())
    .filter((line) => line !== '');

const isDeclared = (contentType: string): boolean =>
  /[/+](?:x-)?(?:ndjson|jsonl|json-?lines|json-seq)\b/i.test(contentType);

/** A look that spares most broken lines the parser. */
const isClosed = (line: string): boolean => line.endsWith('}') || line.endsWith(']');

/** A broken document over several lines has no whole object on its first. */
const isLines = ([first = '', ...rest]: readonly string[], contentType: string): boolean =>
  isDeclared(contentType) || (rest.length > 0 && isContainer(parseJson(first)));

/** A text whose first line is whole, with more after it, is no single document: there is no need to try. */
export function areLines(text: string): boolean {
  const end = text.indexOf('\n');
  const first = text.slice(0, Math.max(0, end)).trimEnd();
  return isClosed(first) && /\S/.test(text.slice(end)) && isContainer(parseJson(first));
}

/** Each broken line costs an exception or two, however short it is. */
const MAX_MENDED = 1000;

type Line = { readonly value: object; readonly repaired: boolean } | { readonly unread: Unread };

/** Repairs lines one after the other; all of them share what may be repaired of one body. */
function lineRepairer(pause: Pause | undefined): (text: string) => Later<object | undefined> {
  let left = REPAIR_MAX_CHARACTERS;
  let lines = MAX_MENDED;
  let characters = MEND_MAX_CHARACTERS;
  return (text) => {
    lines -= 1;
    characters -= text.length;
    const repaired = lines >= 0 && characters >= 0 ? repairJson(text, left, pause) : undefined;
    left -= text.length;
    return repaired;
  };
}

function lineReader(pause: Pause | undefined): (text: string) => Later<Line> {
  const repair = lineRepairer(pause);
  return (text) => {
    const parsed: Parsed = isClosed(text) ? parseJson(text) : { kind: 'invalid' };
    if (isContainer(parsed)) return { value: parsed.value, repaired: false };
    return after(repair(text), (mended): Line => {
      if (mended !== undefined) return { value: mended, repaired: true };
      return { unread: { text, reason: parsed.kind === 'beyond' ? parsed.reason : 'not JSON' } };
    });
  };
}

/**
 * Newline-delimited JSON: an object a line, and each line for itself, so that a broken one spoils no other. Nothing
 * when the text is not of this kind.
 */
export function jsonLines(text: string, contentType: string): Lines | undefined;
export function jsonLines(text: string, contentType: string, pause: Pause | undefined): Later<Lines | undefined>;
export function jsonLines(text: string, contentType: string, pause?: Pause): Later<Lines | undefined> {
  if (!text.includes('\n') && !isDeclared(contentType)) return undefined;
  const lines = linesOf(text);
  if (!isLines(lines, contentType)) return undefined;
  return after(inTurns(lines, lineReader(pause), pause), linesRead);
}

function linesRead(read: readonly Line[]): Lines | undefined {
  const good = read.flatMap((line) => ('value' in line ? [line] : []));
  if (good.length === 0) return undefined;
  return {
    values: good.map(({ value }) => value),
    unread: bounded(read.flatMap((line) => ('unread' in line ? [line.unread] : []))),
    repaired: good.some(({ repaired }) => repaired),
  };
}
