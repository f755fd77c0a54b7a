import type { Mentions } from '../destinations/_kit/define-destination.ts';
import { linkAddressMistake } from '../destinations/_kit/wording/link-address.ts';
import { pathOf } from '../domain/alert-fields.ts';
import { renameOldPaths } from '../domain/expression/old-paths.ts';
import { piecesOf, textTemplateMistake } from '../domain/expression/text-template.ts';
import { readMatch } from '../domain/match.ts';
import { severitiesOf } from '../domain/match-value.ts';
import { readMatchers } from '../domain/matchers.ts';
import { type LinkSetting, MessageSetting, namesInMessage } from '../domain/message-setting.ts';
import { severities } from '../domain/severity.ts';
import { nearest } from '../domain/values/nearest.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { isTimeZone } from '../domain/values/time-zone.ts';
import { hasPlaceholder } from './secrets.ts';
import { unknownFieldIn } from './unknown-fields.ts';
import { issuesToProblems } from './zod-problems.ts';

/** A destination that a message goes to: its type, and whom it can call. */
export interface Reader {
  readonly type: string;
  readonly audience: 'people' | 'machines';
  readonly mentions?: Mentions;
}

const problem = (path: Path, message: string | undefined): Problem[] =>
  message === undefined ? [] : [{ path, message }];

/** What chats take for a call, in what an operator writes. */
const calls = /<[@!][\w^&]{1,40}>|<\/?at>|<users\/\w{1,40}>|(?<!\w)@(?:here|channel|everyone|all)\b/;

/** A text that would show a secret, or whose expressions are wrong. */
function textMistake(text: string): string | undefined {
  if (hasPlaceholder(text))
    return `found ${JSON.stringify(text)}, which names a secret; allowed: texts that everybody in the channel may read`;
  const call = piecesOf(text).flatMap((piece) => (piece.kind === 'literal' ? (calls.exec(piece.text) ?? []) : []))[0];
  if (call !== undefined)
    return `found "${call}", which calls nobody: texts are shown as they are. Name who is called under mention, by severity`;
  return textTemplateMistake(text) ?? unknownFieldOf(text);
}

/** A field in the expressions of a text that no alert has. */
const unknownFieldOf = (text: string): string | undefined =>
  piecesOf(text)
    .flatMap((piece) => (piece.kind === 'value' ? [unknownFieldIn(renameOldPaths(piece.expression).expression)] : []))
    .find((mistake) => mistake !== undefined);

const addressMistake = (url: string): string | undefined => linkAddressMistake(url) ?? unknownFieldOf(url);

/** A path in `fields` that no alert has. */
function fieldMistake(path: string): string | undefined {
  const { field, keys } = pathOf(path);
  if (field.kind === 'group') {
    const names = field.names.map((name) => [...keys, name].join('.')).join(', ');
    return `"${path}" holds several fields; allowed: ${names}`;
  }
  if (field.kind !== 'none') return undefined;
  const near = nearest(field.name, field.names);
  const hint = near === undefined ? '' : `: did you mean "${[...field.within, near].join('.')}"?`;
  const allowed = field.names.map((name) => [...field.within, name].join('.')).join(', ');
  return `"${path}" is no field of an alert${hint}; allowed: ${allowed}, or { name: …, value: "{{ … }}" }`;
}

const fieldProblems = (fields: MessageSetting['fields'], path: Path): Problem[] =>
  (fields ?? []).flatMap((field, i) =>
    typeof field === 'string'
      ? problem([...path, i], fieldMistake(field))
      : [
          ...problem([...path, i, 'name'], textMistake(field.name)),
          ...problem([...path, i, 'value'], textMistake(field.value)),
        ],
  );

function linkProblems({ match, matchers, url, name }: LinkSetting, path: Path): Problem[] {
  return [
    ...(matchers === undefined ? [] : readMatchers(matchers, [...path, 'matchers']).problems),
    ...(match === undefined ? [] : readMatch(match, [...path, 'match']).problems),
    ...problem([...path, 'url'], hasPlaceholder(url) ? textMistake(url) : addressMistake(url)),
    ...(name === undefined ? [] : problem([...path, 'name'], textMistake(name))),
  ];
}

function runbookProblems(runbook: MessageSetting['runbook'], path: Path): Problem[] {
  if (typeof runbook === 'string') return problem(path, addressMistake(runbook));
  return (runbook ?? []).flatMap((rule, i) => linkProblems(rule, [...path, i]));
}

/** What a name under `mention` can be, at the destinations that can call somebody. */
function nameMistake(name: string, readers: readonly Reader[]): string | undefined {
  const able = readers.flatMap(({ type, mentions }) => (mentions === undefined ? [] : [{ type, mentions }]));
  if (able.length === 0) {
    const types = [...new Set(readers.map(({ type }) => type))].join(', ');
    return `found "${name}", but ${types} can call nobody to a message: remove mention`;
  }
  if (able.some(({ mentions }) => mentions.isKnown(name))) return undefined;
  const allowed = new Map(able.map(({ type, mentions }) => [type, mentions.allowed]));
  return `found "${name}"; allowed on ${[...allowed].map(([type, text]) => `${type}: ${text}`).join('; on ')}`;
}

function mentionProblems(mention: MessageSetting['mention'], path: Path, readers: readonly Reader[]): Problem[] {
  return Object.entries(mention ?? {}).flatMap(([severity, names]) => {
    const here = [...path, severity];
    if (severitiesOf(severity).length === 0) {
      const message = `found "${severity}"; allowed: ${severities.join(', ')}, or a comparison such as ">=high"`;
      return [{ path: here, message, atKey: true }];
    }
    return names.flatMap((name, i) => problem([...here, i], nameMistake(name, readers)));
  });
}

/** What the shape does not show. */
function contentProblems(message: MessageSetting, path: Path, readers: readonly Reader[]): Problem[] {
  const { timezone } = message;
  const texts = (['title', 'text', 'footer'] as const).flatMap((name) => {
    const text = message[name];
    return text === undefined ? [] : problem([...path, name], textMistake(text));
  });
  return [
    ...texts,
    ...fieldProblems(message.fields, [...path, 'fields']),
    ...mentionProblems(message.mention, [...path, 'mention'], readers),
    ...runbookProblems(message.runbook, [...path, 'runbook']),
    ...(message.links ?? []).flatMap((rule, i) => linkProblems(rule, [...path, 'links', i])),
    ...(timezone === undefined || isTimeZone(timezone)
      ? []
      : problem(
          [...path, 'timezone'],
          `found ${JSON.stringify(timezone)}; allowed: the name of a time zone in the IANA database, such as Europe/Berlin`,
        )),
  ];
}

function machineMistake(readers: readonly Reader[]): string | undefined {
  if (readers.length === 0 || readers.some(({ audience }) => audience === 'people')) return undefined;
  const types = [...new Set(readers.map(({ type }) => type))].join(', ');
  const body = types === 'webhook' ? ' (a webhook has body for that)' : '';
  return `means nothing on ${types}, which programs read: remove it, or use it on a destination that people read${body}`;
}

/** The mistakes in `message` of a destination, or of a route to several. */
export function checkMessage(value: unknown, path: Path, readers: readonly Reader[]): Problem[] {
  if (value === undefined) return [];
  const machine = machineMistake(readers);
  if (machine !== undefined) return [{ path, message: machine, atKey: true }];
  const parsed = MessageSetting.safeParse(value);
  if (parsed.success) return contentProblems(parsed.data, path, readers);
  const namesAt = (at: Path): readonly string[] => namesInMessage(at.slice(path.length));
  return issuesToProblems(parsed.error.issues, value, {
    base: path,
    namesAt,
    isSecret: () => false,
    placeholders: false,
  });
}
