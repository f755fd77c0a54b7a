import { remembered } from '../values/remembered.ts';
import { cardsIn, isCardNumber } from './cards.ts';
import { commandLines } from './command-lines.ts';
import { encodedTexts } from './encoded-texts.ts';
import { headers, isAuthorization, isCookie } from './headers.ts';
import { keyBlocks } from './key-blocks.ts';
import { type KeywordSearch, keywordSearch } from './keywords.ts';
import { namedValues } from './named-values.ts';
import { isFolder, kindOfName, type NameKind } from './names.ts';
import { secretUrls } from './secret-urls.ts';
import { settingLines } from './setting-lines.ts';
import { type Find, isMarked, mark, type Rule, type Span } from './span.ts';
import { tokenForms } from './token-forms.ts';
import { isCredential } from './values.ts';

/** What was removed so far, each credential once however often it stood there. */
export type Removed = Set<string>;

export interface Search {
  readonly keywords: KeywordSearch;
  /** What each keyword leads to. */
  readonly finds: readonly (readonly Find[])[];
}

const allRules = (): readonly Rule[] => [
  ...keyBlocks,
  ...headers,
  ...secretUrls(),
  ...tokenForms(),
  ...settingLines(),
  namedValues,
  ...commandLines(),
  ...encodedTexts((text) => redact(text)),
];

function searchOf(rules: readonly Rule[]): Search {
  const finds = new Map<string, Find[]>();
  for (const { keywords, find } of rules)
    for (const keyword of keywords) finds.set(keyword, [...(finds.get(keyword) ?? []), find]);
  return { keywords: keywordSearch([...finds.keys()]), finds: [...finds.values()] };
}

/** The credentials of one text, as its keywords are come upon. */
export class Finder {
  readonly found: Span[] = [];
  private last: Span = { from: 0, to: 0, what: '' };
  private readonly looked = new Map<Find, number>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * What is removed already is not searched: whoever writes keywords into keywords gains nothing. What stands between a
   * keyword and the credential to which it led is searched, for another may stand there.
   */
  onKeyword(finds: readonly Find[], at: number, end: number): void {
    if (at >= this.last.from && at < this.last.to) return;
    const one = this.first(finds, at, end);
    if (one === undefined) return;
    this.found.push(one);
    this.last = one;
  }

  private first(finds: readonly Find[], at: number, end: number): Span | undefined {
    for (const find of finds) {
      const one = at < (this.looked.get(find) ?? 0) ? undefined : this.try(find, at, end);
      if (one !== undefined) return one;
    }
    return undefined;
  }

  /** What a rule finds; it need not look again at what it looked at. */
  private try(find: Find, at: number, end: number): Span | undefined {
    const one = find(this.text, at, end);
    if (one !== undefined && (one.from > at || one.what === '')) this.looked.set(find, one.to);
    return one?.what === '' ? undefined : one;
  }
}

let search: Search | undefined;

/** Made when the first text is redacted. */
export function theSearch(): Search {
  search ??= searchOf(allRules());
  return search;
}

/** Credentials in a text by the rules, in the order in which they are found. */
function spansIn(text: string): Span[] {
  const { keywords, finds } = theSearch();
  const finder = new Finder(text);
  keywords.each(text, (keyword, at, end) => finder.onKeyword(finds[keyword] ?? [], at, end));
  return finder.found;
}

/** Nothing that is known as a credential is shorter. */
const SHORTEST = 6;
/** No card has fewer digits. */
const CARD_SHORTEST = 12;
const manyDigits = /\d(?:[ .+\u00a0\u2011-\u2013-]|%20)?\d{3,}(?:[ .+\u00a0\u2011-\u2013-]|%20)?\d{4,}/;

/** Whether a card number may stand in a text. */
export const mayHaveCards = (text: string): boolean => text.length >= CARD_SHORTEST && manyDigits.test(text);

const noSpans: readonly Span[] = [];

/** Credentials and card numbers; one look spares most texts the search for either. */
function foundIn(text: string): readonly Span[] {
  const looked = theSearch().keywords.look(text);
  const found = looked === 'keyword' ? spansIn(text) : noSpans;
  const mayHave = looked === 'keyword' || looked >= CARD_SHORTEST;
  return mayHave && mayHaveCards(text) ? [...found, ...cardsIn(text)] : found;
}

const isInOrder = (spans: readonly Span[]): boolean =>
  spans.every(({ from }, i) => i === 0 || from >= (spans[i - 1] as Span).from);

const inOrder = (spans: readonly Span[]): readonly Span[] =>
  isInOrder(spans) ? spans : [...spans].sort((a, b) => a.from - b.from);

/** Spans in order; those that overlap are one. */
function merged(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of inOrder(spans)) {
    const last = kept.at(-1);
    if (last !== undefined && span.from < last.to) kept[kept.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else kept.push(span);
  }
  return kept;
}

/**
 * A text without credentials and card numbers; what was removed is named in its place. Rules of gitleaks and of our own
 * (see `token-forms.ts`) are tried where one of their keywords stands, so that the time grows with the text alone.
 */
export function redact(text: string, removed?: Removed): string {
  if (text.length < SHORTEST) return text;
  return without(text, foundIn(text), removed);
}

/** A text in which marks stand in place of spans. */
export function without(text: string, found: readonly Span[], removed?: Removed): string {
  if (found.length === 0) return text;
  let kept = '';
  let at = 0;
  for (const { from, to, what } of merged(found)) {
    removed?.add(text.slice(from, to));
    kept += text.slice(at, from) + mark(what);
    at = to;
  }
  return kept + text.slice(at);
}

/** What a name says of its value, whatever that is. */
type NameTells = NameKind | 'authorization' | 'cookie' | 'card number' | 'nothing';

/** The part of a path that names the value: `headers.authorization.0` names an authorization. */
function lastName(path: string): string {
  const end = /\.\d{1,6}$/.exec(path)?.index ?? path.length;
  return path.slice(path.lastIndexOf('.', end - 1) + 1, end);
}

const cardName =
  /(?:^|[_-]|(?<=[a-z])(?=[A-Z]))(?:(?:[cC]redit|[dD]ebit|[pP]ayment)?[_-]?[cC]ard(?:[_-]?[nN](?:umber|um|o|r))?|[pP]an|PAN|[cC][cC](?:[_-]?[nN](?:umber|um|o|r))?)$/;

function tellsOf(path: string): NameTells {
  const name = lastName(path);
  if (cardName.test(name)) return 'card number';
  if (/authorization$/i.test(name)) return 'authorization';
  return /^(?:set-)?cookies?$/i.test(name) ? 'cookie' : (kindOfName(name) ?? 'nothing');
}

const bounds = { most: 4_096, longest: 96 };
const nameTells = remembered(tellsOf, bounds);
const cleanName = remembered((name) => redact(name), bounds);

/** The path of a value that another field names: `env.0.value`, `d` of a key of JOSE. */
export const valuePath = /^(.*\.|)([vV]alue|d)$/;

/** Whether a name has no credential in it and says nothing of its value, nor lets another field say it (`env.0.value`). */
export const isPlainName = remembered(
  (name) => redact(name) === name && tellsOf(name) === 'nothing' && !valuePath.test(name),
  bounds,
);

/** Whether a value is what its name says. */
const isMeant: Readonly<Record<'authorization' | 'cookie' | 'card number', (value: string) => boolean>> = {
  authorization: isAuthorization,
  cookie: isCookie,
  'card number': isCardNumber,
};

/** What a value is by its name. */
function whatIs(kind: NameTells, value: string): string | undefined {
  if (kind === 'nothing') return undefined;
  if (kind === 'authorization' || kind === 'cookie' || kind === 'card number')
    return isMeant[kind](value) ? kind : undefined;
  return isCredential(kind, value, 'quoted') ? 'secret' : undefined;
}

/** A name without credentials; a sender may take anything as a name. */
export function redactName(name: string, removed: Removed): string {
  const clean = cleanName(name);
  return clean === name ? name : redact(name, removed);
}

/** The value of a name, which may tell that it is a credential as `x-api-key` does, or else as any text. */
export function redactNamed(
  path: string,
  value: string,
  removed?: Removed,
  clean = (text: string): string => redact(text, removed),
): string {
  const kind = nameTells(path);
  if (kind === 'nothing') return clean(value);
  if (isMarked(value, 0) || value.length < 2) return value;
  const what = kind === 'password' && isFolder(lastName(path), value) ? undefined : whatIs(kind, value);
  if (what === undefined) return clean(value);
  removed?.add(value);
  return mark(what);
}
