import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Rendered } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Receipt } from '../../lambdas/domain/outcome.ts';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { alertNamed, alerts, attemptFor } from './alerts.ts';
import { type AnswerCase, destinationTable } from './destination-cases.ts';
import { readTable, writeTable } from './tables.ts';

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A body as a reviewer wants to see it: JSON and JSON lines opened up, anything else as its lines. */
function opened(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  const whole = jsonOr(body);
  if (whole !== undefined) return whole;
  return body.split('\n').map((line) => (line.startsWith('{') ? (jsonOr(line) ?? line) : line));
}

/** A request as it stands in the table. */
export const shown = ({ body, ...request }: OutboundRequest): unknown => ({ ...request, body: opened(body) });

/** The name of a request in the table: `bot/full`, or `full` where there is one way of configuration. */
export const nameIn = (variant: string, name: string): string => `${variant === '' ? '' : `${variant}/`}${name}`;

/** Puts requests into the table, and takes those out that nothing makes any more. */
export function writeRequests(type: string, made: ReadonlyMap<string, unknown>, names: ReadonlySet<string>): void {
  const table = readTable(`destinations/${type}`) as Record<string, unknown>;
  const all = { ...destinationTable(type).requests, ...Object.fromEntries(made) };
  const kept = Object.entries(all).filter(([name]) => names.has(name));
  const requests = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeTable(`destinations/${type}`, { ...table, requests });
}

/** A shared alert by name, with its first attempt. */
export const renderedOf = (name: string): Rendered => ({
  alert: alertNamed(name),
  attempt: attemptFor(alertNamed(name)),
});
/** All shared alerts with their first attempts. */
export const items: readonly Rendered[] = [...alerts.keys()].map(renderedOf);
/** What a repeat, and the word that it is over, are told with. */
const repeats: Repeats = {
  title: 'Again: <!channel> *x* [y](https://evil.example) @everyone',
  severity: 'high',
  count: 7,
  total: 9,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
};

/** What a person said, by a name and with a note that are not to be trusted either. */
const answer: NonNullable<Repeats['answer']> = {
  state: 'acknowledged',
  author: 'Anna <!channel> @everyone',
  at: '2026-11-21T03:08:00.000Z',
  via: 'slack',
  note: 'looking *at* [it](https://evil.example) <!here>',
};

/** What a destination writes beyond one request an alert, by the names in the table. */
export const optionalRequests = ({ batch, lookup, conversation }: Connected): string[] => {
  const parts = {
    batch,
    lookup,
    reply: conversation,
    'reply.resolved': conversation,
    'reply.acknowledged': conversation,
    edit: conversation?.edit,
    resolve: conversation?.resolve,
    closed: conversation?.closed,
  };
  return Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [name]));
};

/** All requests that a conversation can come to, by the names in the table. */
export function conversationRequests({ conversation }: Connected, first: Receipt): [string, OutboundRequest][] {
  const { alert, attempt } = renderedOf('full');
  const { reply, edit, resolve, closed } = conversation ?? {};
  const requests = {
    reply: reply?.(repeats, attempt, first, alert),
    'reply.resolved': reply?.({ ...repeats, isResolved: true }, attempt, first, alert),
    'reply.acknowledged': reply?.({ ...repeats, count: 0, answer }, attempt, first, alert),
    edit: edit?.(repeats, alert, attempt, first),
    resolve: resolve?.ask(first),
    closed: closed?.ask(first),
  };
  return Object.entries(requests).flatMap(([name, request]) => (request === undefined ? [] : [[name, request]]));
}

/** A receipt as the service of these cases gives it. */
export const receiptOf = (cases: readonly AnswerCase[]) => ({
  id: cases.find(({ receipt }) => receipt !== undefined)?.receipt ?? '1',
});
