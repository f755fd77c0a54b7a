import type { Alert } from '../../../domain/alert.ts';
import { pathOf } from '../../../domain/alert-fields.ts';
import { type Piece, piecesOf } from '../../../domain/expression/text-template.ts';
import { readMatch } from '../../../domain/match.ts';
import { severitiesOf } from '../../../domain/match-value.ts';
import { readMatchers } from '../../../domain/matchers.ts';
import type { LinkSetting, MessageSetting } from '../../../domain/message-setting.ts';
import { matcher } from '../../../domain/routing.ts';
import type { Severity } from '../../../domain/severity.ts';
import { defined } from '../../../domain/values/json-fields.ts';

type Pieces = readonly Piece[];

export interface CompiledField {
  readonly label: string;
  /** The path of a field of the alert, or a text with expressions. */
  readonly value: { readonly keys: readonly string[] } | { readonly pieces: Pieces };
}

export interface CompiledLink {
  readonly label: string;
  readonly pieces: Pieces;
  matches(alert: Alert): boolean;
}

/** `message` of a destination or a route, taken apart once. */
export interface CompiledMessage {
  readonly title?: Pieces;
  readonly text?: Pieces;
  readonly fields?: readonly CompiledField[];
  readonly mention?: readonly { readonly severities: readonly Severity[]; readonly names: readonly string[] }[];
  readonly runbook?: readonly CompiledLink[];
  readonly links?: readonly CompiledLink[];
  readonly timeZone?: string;
  readonly footer?: Pieces;
}

const fieldOf = (field: NonNullable<MessageSetting['fields']>[number]): CompiledField =>
  typeof field === 'string'
    ? { label: field, value: { keys: pathOf(field).keys } }
    : { label: field.name, value: { pieces: piecesOf(field.value) } };

const linkOf = ({ match = {}, matchers = [], url, name = 'Runbook' }: LinkSetting): CompiledLink => ({
  label: name,
  pieces: piecesOf(url),
  matches: matcher({ ...readMatch(match, []), ...readMatchers(matchers, []) }),
});

const runbookRules = (runbook: MessageSetting['runbook']): readonly LinkSetting[] | undefined =>
  typeof runbook === 'string' ? [{ url: runbook }] : runbook;

const piecesIn = (text: string | undefined): Pieces | undefined => (text === undefined ? undefined : piecesOf(text));

function compile({ title, text, fields, mention, runbook, links, timezone, footer }: MessageSetting): CompiledMessage {
  return defined({
    title: piecesIn(title),
    text: piecesIn(text),
    fields: fields?.map(fieldOf),
    mention:
      mention === undefined
        ? undefined
        : Object.entries(mention).map(([severity, names]) => ({ severities: severitiesOf(severity), names })),
    runbook: runbookRules(runbook)?.map(linkOf),
    links: links?.map(linkOf),
    timeZone: timezone,
    footer: piecesIn(footer),
  });
}

const known = new WeakMap<MessageSetting, CompiledMessage>();

/** The settings taken apart; each object of settings once. */
export function compiledMessage(setting: MessageSetting): CompiledMessage {
  const message = known.get(setting) ?? compile(setting);
  known.set(setting, message);
  return message;
}
