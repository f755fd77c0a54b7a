import type { Config } from '../../lambdas/config/schema.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Attempt } from '../../lambdas/destinations/_kit/define-destination.ts';
import { withMessage } from '../../lambdas/destinations/_kit/wording/with-message.ts';
import type { Wording } from '../../lambdas/destinations/_kit/wording.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { evaluateOne } from '../../lambdas/domain/expression/expression.ts';
import type { MessageSetting } from '../../lambdas/domain/message-setting.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isReady, type Target, targetsOf } from '../preview/targets.ts';
import { readMail } from '../sandbox/_kit/mime-reader.ts';
import { longestAlert } from './longest-alert.ts';

/** A word that no escape of any destination changes, put at the end of a part. */
const MARK = 'zqxmarkxqz';

/** Longer than any room for a part; nothing else has so many of its letter. */
const RULER = 'q'.repeat(8_000);

/** A part of a wording with the mark at its end, with the mark alone, and with a text by which its room is measured. */
interface Part {
  readonly name: string;
  readonly whole: Wording;
  readonly bare: Wording;
  readonly ruler?: Wording;
}

/** A part whose value can be put in; `put` answers the wording with that value. */
const partOf = (name: string, value: string, put: (text: string) => Wording): Part => ({
  name,
  whole: put(`${value} ${MARK}`),
  bare: put(MARK),
  ruler: put(RULER),
});

const lineParts = (wording: Wording): Part[] =>
  (['title', 'footer'] as const).flatMap((name) => {
    const value = wording[name];
    return value === undefined ? [] : [partOf(name, value, (text) => ({ ...wording, [name]: text }))];
  });

function textParts(wording: Wording): Part[] {
  const { text } = wording;
  if (text === undefined) return [];
  const put = (words: string): Wording => ({ ...wording, text: [{ text: words }] });
  return [{ ...partOf('text', '', put), whole: { ...wording, text: [...text, { text: ` ${MARK}` }] } }];
}

const fieldParts = (wording: Wording): Part[] =>
  (wording.fields ?? []).map(({ label, value }, i, all) =>
    partOf(`field "${label}"`, value, (text) => ({ ...wording, fields: all.with(i, { label, value: text }) })),
  );

const linkParts = (wording: Wording): Part[] =>
  wording.links.map(({ label, url }, i, all) => ({
    name: `link "${label}"`,
    whole: { ...wording, links: all.with(i, { label, url: `${url}${MARK}` }) },
    bare: { ...wording, links: [{ label, url: `https://example.com/${MARK}` }] },
  }));

const partsOf = (wording: Wording): Part[] => [
  ...lineParts(wording),
  ...textParts(wording),
  ...fieldParts(wording),
  ...linkParts(wording),
];

/** What is read of a request: mails are decoded. */
function readable(type: string, { body = '' }: OutboundRequest): string {
  if (type !== 'email' && type !== 'ses') return body;
  const raw = type === 'email' ? body : Buffer.from(JSON.parse(body).Content.Raw.Data, 'base64').toString('latin1');
  const { text, html } = readMail(raw);
  return `${text}\n${html}`;
}

interface Case {
  readonly target: Target;
  readonly connected: Connected;
  readonly alert: Alert;
  readonly attempt: Attempt;
}

/** How often the mark stands in a message. */
const marksIn = ({ target, connected, alert, attempt }: Case, wording: Wording): number =>
  readable(target.type, connected.render(alert, { ...attempt, wording })).split(MARK).length - 1;

const isShortened = (of: Case, { whole, bare }: Part): boolean => marksIn(of, whole) < marksIn(of, bare);

/** How much of a part fits where there is least room for it. */
function roomIn({ target, connected, alert, attempt }: Case, { name, ruler }: Part): string {
  if (ruler === undefined) return name;
  const text = readable(target.type, connected.render(alert, { ...attempt, wording: ruler }));
  const rooms = (text.match(/q{2,}/g) ?? []).map(({ length }) => length);
  return rooms.length === 0 ? `${name} (left out)` : `${name} (${Math.min(...rooms)} characters fit)`;
}

function limitsOf({ target, connected, alert, attempt }: Case): string {
  const request = connected.render(alert, attempt);
  const measured = target.destination.about.limits.flatMap(({ what, max, unit, measure }) =>
    measure === undefined ? [] : [`${what} ${measure(request)} of ${max} ${unit}`],
  );
  return measured.length === 0 ? '' : ` (${measured.join(', ')})`;
}

/** The names of labels and facts that settings ask for. */
const namesIn = (settings: unknown): string[] =>
  [...JSON.stringify(settings).matchAll(/\b(?:labels|facts)\.(?:`([^`"]+)`|([\w./-]+))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );

const BASE: Attempt = { deliveryId: 'check:check', at: '2026-11-30T23:00:00.000Z', possibleDuplicate: false };

async function noteOf(where: string, target: Target, message: MessageSetting): Promise<string[]> {
  const alert = longestAlert(namesIn(message));
  const connected = withMessage(target.destination.connect(target.settings), message, evaluateOne);
  const attempt = await connected.word?.(alert, BASE);
  if (attempt?.wording === undefined) return [];
  const of = { target, connected, alert, attempt };
  const shortened = partsOf(attempt.wording).filter((part) => isShortened(of, part));
  if (shortened.length === 0) return [];
  const names = shortened.map((part) => roomIn(of, part)).join(', ');
  return [`${where}: with the longest values these are shortened or left out: ${names}${limitsOf(of)}`];
}

/** The wordings of a destination: its own, and that of each route to it. */
function wordingsOf(id: string, target: Target, { routes }: Config): (readonly [string, MessageSetting])[] {
  const ofRoutes = routes.flatMap(({ name, to, message }) =>
    message === undefined || !to.includes(id)
      ? []
      : [[`${id} by route "${name}"`, { ...target.message, ...message }] as const],
  );
  return [...(target.message === undefined ? [] : [[id, target.message] as const]), ...ofRoutes];
}

/** What of the operators' wordings is shortened with the longest values there can be, a line for each message. */
export async function wordingNotes(config: Config): Promise<string[]> {
  const notes: string[] = [];
  for (const { id, at } of targetsOf(config)) {
    const target = await at(longestAlert([]));
    if (!isReady(target) || target.destination.audience === 'machines') continue;
    for (const [where, message] of wordingsOf(id, target, config))
      notes.push(...(await noteOf(where, target, message)));
  }
  return notes;
}
