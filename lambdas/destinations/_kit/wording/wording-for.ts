import type { Alert } from '../../../domain/alert.ts';
import { valuesAt } from '../../../domain/alert-fields.ts';
import type { Evaluate } from '../../../domain/expression/expression.ts';
import type { Piece } from '../../../domain/expression/text-template.ts';
import { MENTIONS_MAX } from '../../../domain/message-setting.ts';
import { defined, jsonOf } from '../../../domain/values/json-fields.ts';
import { truncate } from '../../../domain/values/text.ts';
import { shown } from '../alert-view/lines.ts';
import type { Wording } from '../wording.ts';
import type { CompiledField, CompiledLink, CompiledMessage } from './compile.ts';
import { filledAddress } from './link-address.ts';
import { type Filled, operatorText } from './operator-text.ts';

/** `message` applied to one alert: expressions are evaluated one after the other, each within its bounds. */

const VALUE_MAX = 2000;
const TITLE_MAX = 500;
const FOOTER_MAX = 200;
const NAME_MAX = 80;
/** Of a longer value in an address nobody knows what is behind it, so there is no link. */
const SEGMENT_MAX = 200;
const ADDRESS_MAX = 700;
const LINKS_MAX = 5;
const REASON_MAX = 100;
const NOTES_MAX = 3;
/** All expressions of one message together. */
const TOTAL_MS = 1_000;

interface Context {
  readonly alert: Alert;
  readonly notes: string[];
  ask(expression: string): Promise<unknown>;
}

/** Why an expression gave nothing. */
class Failed extends Error {}

/** What an expression gave, as text: a list as its elements, nothing as an empty text. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

async function filled(pieces: readonly Piece[], { ask }: Context): Promise<Filled[]> {
  const all: Filled[] = [];
  for (const piece of pieces)
    all.push(
      piece.kind === 'literal'
        ? { text: piece.text, isValue: false }
        : { text: truncate(textOf(await ask(piece.expression)), VALUE_MAX), isValue: true },
    );
  return all;
}

/** Does a part; one that fails is left as it is without the setting, and noted. */
async function orNote<T>(name: string, { notes }: Context, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Failed ? error.message : 'error';
    notes.push(shown(`${name} of the message settings is not applied: ${truncate(reason, REASON_MAX)}`));
    return undefined;
  }
}

const isNothing = (pieces: readonly Filled[]): boolean => pieces.every(({ text }) => text.trim() === '');

/** A text on one line; nothing when it says nothing. */
async function lineOf(
  name: string,
  pieces: readonly Piece[] | undefined,
  max: number,
  context: Context,
): Promise<string | undefined> {
  if (pieces === undefined) return undefined;
  const all = await orNote(name, context, () => filled(pieces, context));
  const text = shown((all ?? []).map((piece) => piece.text).join(''));
  return text === '' ? undefined : truncate(text, max);
}

async function textRuns(pieces: readonly Piece[] | undefined, context: Context): Promise<Wording['text']> {
  if (pieces === undefined) return undefined;
  const all = await orNote('text', context, () => filled(pieces, context));
  return all === undefined || isNothing(all) ? undefined : operatorText(all);
}

async function fieldLines({ label, value }: CompiledField, context: Context): Promise<NonNullable<Wording['fields']>> {
  const name = shown(truncate(label, NAME_MAX));
  if ('pieces' in value) {
    const text = await lineOf(`the field ${name}`, value.pieces, VALUE_MAX, context);
    return text === undefined ? [] : [{ label: name, value: text }];
  }
  const text = shown(truncate(textOf(valuesAt(context.alert, value.keys)), VALUE_MAX));
  return text === '' ? [] : [{ label: name, value: text }];
}

async function eachField(fields: CompiledMessage['fields'], context: Context): Promise<Wording['fields']> {
  if (fields === undefined) return undefined;
  const lines: NonNullable<Wording['fields']>[] = [];
  for (const field of fields) lines.push(await fieldLines(field, context));
  return lines.flat();
}

/** A link whose values are all there; one that lacks a value leads nowhere. */
async function linkOf({ label, pieces }: CompiledLink, context: Context): Promise<Wording['links']> {
  const name = shown(label);
  const all = await orNote(`the link ${name}`, context, () => filled(pieces, context));
  const values = (all ?? []).filter(({ isValue }) => isValue).map(({ text }) => text.trim());
  if (all === undefined || values.some((text) => text === '')) return [];
  const url = values.some(({ length }) => length > SEGMENT_MAX) ? undefined : filledAddress(pieces, values);
  if (url !== undefined && url.length <= ADDRESS_MAX) return [{ label: name, url }];
  context.notes.push(`the link ${name} is left out: a value in it is too long or leads elsewhere`);
  return [];
}

async function linksOf({ runbook = [], links = [] }: CompiledMessage, context: Context) {
  const matching = ({ matches }: CompiledLink): boolean => matches(context.alert);
  const first = runbook.find(matching);
  const [found] = first === undefined ? [] : await linkOf(first, context);
  const others: Wording['links'][] = [];
  for (const link of links.filter(matching).slice(0, LINKS_MAX)) others.push(await linkOf(link, context));
  return { runbook: found, links: others.flat() };
}

function mentionsOf({ mention = [] }: CompiledMessage, { severity }: Alert): readonly string[] {
  const named = mention.filter(({ severities }) => severities.includes(severity)).flatMap(({ names }) => names);
  return [...new Set(named)].slice(0, MENTIONS_MAX);
}

function contextOf(alert: Alert, evaluate: Evaluate): Context {
  let input: Alert | undefined;
  const end = performance.now() + TOTAL_MS;
  return {
    alert,
    notes: [],
    async ask(expression) {
      // JSONata leaves marks on what it reads.
      if (performance.now() > end) throw new Failed(`the expressions of this message took more than ${TOTAL_MS} ms`);
      input ??= structuredClone(alert);
      const result = await evaluate(expression, input);
      if ('failed' in result) throw new Failed(result.failed);
      return result.value;
    },
  };
}

/** The wording of one alert; never throws. */
export async function wordingFor(message: CompiledMessage, alert: Alert, evaluate: Evaluate): Promise<Wording> {
  const context = contextOf(alert, evaluate);
  return defined({
    title: await lineOf('title', message.title, TITLE_MAX, context),
    text: await textRuns(message.text, context),
    fields: await eachField(message.fields, context),
    mentions: mentionsOf(message, alert),
    ...(await linksOf(message, context)),
    footer: await lineOf('footer', message.footer, FOOTER_MAX, context),
    notes: context.notes.slice(0, NOTES_MAX),
  });
}
