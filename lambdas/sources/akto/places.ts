import { isIP } from 'node:net';
import type { Alert, Evidence } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Actor, Connection, Target } from '../../domain/places.ts';
import { defined, factTexts, isFields, listOf } from '../../domain/values/json-fields.ts';
import type { Lookup } from '../../domain/values/lookup.ts';
import { toTime } from '../../domain/values/time.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { placed } from '../_kit/typed-places.ts';
import { addressOf, scoreIn, siteOf } from '../_kit/typed-values.ts';
import { type Exchange, exchangeOf, holdsAll } from './exchange.ts';

/** An exchange that Akto kept with an event, with its time. */
export interface Kept extends Exchange {
  readonly at: string | undefined;
}

/** An alert has room for far fewer; the rest stay among the facts. */
const EXCHANGES_MAX = 500;

/** All that stands at a path leaves the facts. */
function takeAll({ taken }: Lookup, path: string, value: unknown): void {
  if (typeof value === 'string') {
    taken.set(path, value);
    return;
  }
  const { shape, texts } = factTexts({ [path]: value });
  for (const [i, name] of shape.paths.entries()) taken.set(name, texts[i] as string);
}

/** The exchanges of an event: they stand in the evidence instead of the facts, their raw time in both. */
export function exchangesIn(event: Lookup, occurredAt: string | undefined): Kept[] {
  const kept = (orig: unknown, at: string | undefined, path: string): Kept[] => {
    const exchange = exchangeOf(orig);
    if (exchange === undefined) return [];
    if (holdsAll(exchange.text, exchange.of)) takeAll(event, path, orig);
    return [{ ...exchange, at }];
  };
  const responses = event.value('maliciousPayloadsResponses');
  const samples = (isFields(responses) ? [responses] : listOf(responses).slice(0, EXCHANGES_MAX)).flatMap((it, i) =>
    isFields(it) ? kept(it['orig'], toTime(it['ts']), `maliciousPayloadsResponses.${i}.orig`) : [],
  );
  const single = ['latestApiOrig', 'orig', 'sample'].flatMap((name) => kept(event.value(name), occurredAt, name));
  return [...samples, ...single];
}

export const evidenceOf = (exchanges: readonly Kept[]): Evidence[] =>
  exchanges.map(({ at, text }) => defined({ at, kind: 'http exchange', content: text }));

/** The addresses in `203.0.113.9`, `[203.0.113.9, 203.0.113.10]` or a forwarding list. */
function addressesIn(text: string | undefined): string[] {
  if (text === undefined) return [];
  return isIP(text) === 0 ? text.split(/[[\],\s]+/).filter((word) => isIP(word) !== 0) : [text];
}

/** The first address that stands under one of several names. */
function addressUnder(event: Lookup, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const [address] = addressesIn(event.text(name));
    if (address !== undefined) return address;
  }
  return undefined;
}

/** `actor` is an address for APIs, and a device or user name for MCP and agents. */
export function actorOf(event: Lookup, meta: Lookup, exchange: Exchange | undefined): Actor {
  const named = event.text('actor');
  const [ip = addressUnder(event, 'ip', 'latestApiIp', 'ips')] = addressesIn(named);
  if (named === ip) event.take('actor');
  for (const name of ['ip', 'latestApiIp', 'ips']) if (event.text(name) === ip) event.take(name);
  const user = named !== undefined && addressesIn(named).length === 0 ? event.take('actor') : undefined;
  const country = event.take('country') ?? meta.text('countryCode', 'country_code');
  if (meta.text('countryCode', 'country_code') === country) meta.take('countryCode', 'country_code');
  return defined({ ip, user, country, userAgent: exchange?.userAgent });
}

/** The endpoint of an API: `host` is the name that it has on the network. */
export function targetOf(event: Lookup, exchange: Exchange | undefined): Target {
  const site = siteOf(event.take('host') ?? exchange?.host);
  return defined({
    kind: 'api',
    method: event.take('method', 'latestApiMethod'),
    url: event.take('url', 'latestApiEndpoint'),
    ip: addressOf(exchange?.serverIp),
    ...site,
  });
}

/** What connected to the API, where that is another address than the actor's: a proxy in between. */
export function connectionOf(exchange: Exchange | undefined, actor: Actor): Connection | undefined {
  const ip = addressOf(exchange?.peerIp);
  return ip === undefined || ip === actor.ip ? undefined : placed({ direction: 'inbound' as const, remote: { ip } });
}

const statuses: Readonly<Record<string, 'in_progress' | 'suppressed'>> = wordTable({
  under_review: 'in_progress',
  ignored: 'suppressed',
});

/** The event as Akto keeps it: its id, and the span of the requests that make it up. */
export function findingOf(
  event: Lookup,
  exchanges: readonly Kept[],
  occurredAt: string | undefined,
): Detection['finding'] {
  const times = exchanges.flatMap(({ at }) => at ?? []).sort();
  const spans = listOf(event.value('maliciousPayloadsResponses')).length > 0 && times.length > 0;
  return defined({
    vendorUid: event.take('id'),
    firstSeenAt: spans ? times[0] : undefined,
    lastSeenAt: spans ? [...times, occurredAt ?? ''].sort().at(-1) : undefined,
    status: statuses[event.text('status')?.toLowerCase() ?? ''],
  });
}

/** Guardrails score from 0 to 1 and keep the number as it was among the facts. */
export function riskOf({ text }: Lookup): number | undefined {
  return scoreIn({ text, take: text }, ['riskScore'], 1) ?? scoreIn({ text, take: text }, ['riskScore']);
}

/** A filter for personal or secret data in answers is about exposure. */
export const classOf = (...rule: readonly (string | undefined)[]): Alert['class'] =>
  rule.some((name) => /pii|sensitive|data_?leak|data_?exposure/i.test(name ?? '')) ? 'exposure' : 'threat';
