import * as z from 'zod/mini';
import { isLoopbackHost } from '../domain/addresses.ts';
import { Severity } from '../domain/alert.ts';
import type { CanarySettings } from '../domain/canary.ts';
import type { InhibitRule } from '../domain/inhibit.ts';
import { MessageSetting, namesInMessage } from '../domain/message-setting.ts';
import type { Route } from '../domain/route.ts';
import type { TimeIntervals } from '../domain/times/route-times.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { isRange } from '../domain/values/ranges.ts';
import { type Mapping, MapSetting, namesInMap } from '../sources/_kit/mapping/map-schema.ts';
import type { SeverityTable } from '../sources/_kit/severity-table.ts';
import { type Auth, AuthSetting, namesInAuth } from './auth-schema.ts';
import { CanarySetting, canaryNames } from './check-canary.ts';
import { InhibitSetting, namesInInhibit } from './inhibit-schema.ts';
import { intervalNames, TimeIntervalsSetting, timesNames } from './time-intervals.ts';
import { TokenSetting, type TokenSettings, tokenNames } from './tokens.ts';

const statusCode = z.int().check(z.minimum(200), z.maximum(299));

const range = z.string().check(
  z.refine(isRange, {
    error: ({ input }) => `found ${JSON.stringify(input)}; expected an address or a range such as "192.0.2.0/24"`,
  }),
);

const expectation = z.string().check(
  z.refine((text) => (durationSeconds(text) ?? 0) >= 60, {
    error: ({ input }) => `found ${JSON.stringify(input)}; expected a minute or more, such as "10m", "1h" or "1d"`,
  }),
);

const host = z.string().check(
  z.regex(/^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, {
    error: ({ input }) =>
      `found ${JSON.stringify(input)}; expected a host such as "app.example.com" or "*.example.com"`,
  }),
);

const LimitSetting = z.strictObject({ perMinute: z.int().check(z.minimum(1)) });

export const SourceSetting = z.strictObject({
  type: z.string(),
  auth: AuthSetting,
  successStatus: z.optional(statusCode),
  /** The addresses that it may send from; without this, any. */
  allowFrom: z.optional(z.array(range).check(z.minLength(1))),
  /** What becomes of its test messages: they are recorded, or delivered as if they were alerts. */
  testPayload: z.optional(z.enum(['record', 'deliver'])),
  /** Above this it is asked to slow down. */
  limit: z.optional(LimitSetting),
  /** How often it is heard from at least; a longer silence is an alert of kind gap. */
  expectEvery: z.optional(expectation),
  /** Hosts whose addresses in its alerts become links: `grafana.example.com`, `*.example.com`. */
  links: z.optional(z.array(host)),
  /** What its own severities mean: its word, a number, or a range of numbers such as ">=7". */
  severity: z.optional(z.record(z.string(), Severity)),
  /** For the type custom: how its payload becomes alerts. */
  map: z.optional(MapSetting),
});

/** What travels in the open would give whoever reads it the links that answer; this machine's own address is for tests. */
function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return false;
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname.replace(/^\[|\]$/g, '')))
  );
}

const isDuration = (text: string): boolean => durationSeconds(text) !== undefined;
const duration = z
  .string()
  .check(z.refine(isDuration, { error: 'must be a time such as "30s", "10m", "2h", "7d", or "off"' }));

/** A destination, or a destination with settings that hold for the alerts of the route. */
const Recipient = z.union([z.string(), z.looseObject({ destination: z.string() })], {
  error: 'expected the name of a destination, or { destination: name } with settings',
});

const names = z.array(z.string()).check(z.minLength(1));

/** One route. Its children, under `routes`, are checked one by one, each by the same schema. */
export const RouteSetting = z.strictObject({
  name: z.optional(z.string()),
  match: z.optional(z.record(z.string(), z.unknown())),
  /** Alertmanager's matchers, such as `severity=~"high|critical"`; all of them must hold. */
  matchers: z.optional(z.union([z.string(), z.array(z.string())])),
  where: z.optional(z.string().check(z.minLength(1))),
  /** A child route without it takes that of its parent. */
  to: z.optional(z.array(Recipient).check(z.minLength(1))),
  /** Whether the routes after it are looked at too; by default yes at the top level, and no for a child. */
  continue: z.optional(z.boolean()),
  routes: z.optional(z.array(z.unknown())),
  /** An alert of the same problem within this time joins its group; `off` notifies of every alert. */
  dedupWindow: z.optional(duration),
  /** The same as `dedupWindow`, under its older name. */
  repeat: z.optional(duration),
  /** Fields whose values the alerts of a notification group share; `...` alone: every problem by itself. */
  groupBy: z.optional(z.array(z.string())),
  groupWait: z.optional(duration),
  groupInterval: z.optional(duration),
  repeatInterval: z.optional(duration),
  sendResolved: z.optional(z.boolean()),
  /** Who is told instead, when a destination has not taken the alert for the time of `after`. */
  fallback: z.optional(names),
  after: z.optional(duration),
  /** How the messages of this route are worded, each setting in place of the destination's. */
  message: z.optional(MessageSetting),
  /** Who is notified later, when nobody has acknowledged or ended the problem until then. */
  escalate: z.optional(
    z.array(z.strictObject({ after: duration, to: z.array(z.string()).check(z.minLength(1)) })).check(z.minLength(1)),
  ),
  /** Names of `timeIntervals`: it notifies within one of them alone. */
  activeTimes: z.optional(z.array(z.string()).check(z.minLength(1))),
  /** Names of `timeIntervals`: it does not notify within any of them. */
  muteTimes: z.optional(z.array(z.string()).check(z.minLength(1))),
  /** What becomes of alerts at other times: they wait (`hold`), or are not sent (`drop`). */
  outside: z.optional(z.enum(['hold', 'drop'])),
  /** Severities that are sent at any time, such as `>=critical`. */
  urgent: z.optional(z.union([z.string(), z.array(z.string()).check(z.minLength(1))])),
});
export type RouteSetting = z.infer<typeof RouteSetting>;

const publicUrl = z.string().check(
  z.refine(isPublicUrl, {
    error: ({ input }) =>
      `found ${JSON.stringify(input)}; expected the address under which people reach Tocsin, such as "https://tocsin.example.com", with https:// and without ? and #`,
  }),
);

/** `tocsin.yaml` as it is written, before its parts are held against each other. */
export const ConfigFile = z.strictObject({
  version: z.literal(1),
  /** Settings of every destination that does not set them itself. */
  defaults: z.optional(z.looseObject({})),
  /** The address under which people and vendors reach this Tocsin; without it messages have no links that answer. */
  publicUrl: z.optional(publicUrl),
  /** Tokens of the API and the console beside the admin token, by name. */
  tokens: z.optional(z.record(z.string(), TokenSetting)),
  sources: z.record(z.string(), SourceSetting),
  destinations: z.record(z.string(), z.looseObject({ type: z.string() })),
  routes: z.array(RouteSetting),
  timeIntervals: z.optional(TimeIntervalsSetting),
  /** A test alert through routes at an interval, and a system alert when it does not arrive. */
  canary: z.optional(CanarySetting),
  inhibit: z.optional(z.array(InhibitSetting)),
  /** Alertmanager's name of `inhibit`. */
  inhibitRules: z.optional(z.array(InhibitSetting)),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

const inSource = (
  name?: string | number,
  form?: string | number,
  ...inner: readonly (string | number)[]
): readonly string[] => {
  if (name === undefined) return Object.keys(SourceSetting.shape);
  if (name === 'limit') return Object.keys(LimitSetting.shape);
  if (name === 'map') return namesInMap(form, ...inner);
  return name === 'auth' ? namesInAuth(form) : [];
};

/** Whether what follows `routes[n]` leads to a route: nothing, or `routes[n]` again and again. */
const isRoute = (path: readonly (string | number)[]): boolean =>
  path.every((part, i) => (i % 2 === 0 ? part === 'routes' : typeof part === 'number'));

function inRoute(path: readonly (string | number)[]): readonly string[] {
  if (path.at(-2) === 'escalate') return ['after', 'to'];
  if (path[0] === 'message') return namesInMessage(path.slice(1));
  return isRoute(path) ? Object.keys(RouteSetting.shape) : [];
}

/** The names in a section below its first level: of a source, a route, an interval. */
function inSection(section: string | number, inner: readonly (string | number)[]): readonly string[] {
  if (section === 'tokens') return tokenNames;
  if (section === 'timeIntervals') return inner.length > 1 ? timesNames : intervalNames;
  if (section === 'routes') return inRoute(inner);
  if (section === 'inhibit' || section === 'inhibitRules') return namesInInhibit(inner);
  return section === 'sources' ? inSource(...inner) : [];
}

/** The names that may stand in the map at a path of `tocsin.yaml`, save in a destination, whose type decides. */
export function namesAt([section, id, ...inner]: readonly (string | number)[]): readonly string[] {
  if (section === undefined) return Object.keys(ConfigFile.shape);
  if (id === undefined) return section === 'canary' ? canaryNames : [];
  return inSection(section, inner);
}

/** A configured sender. `successStatus` answers an accepted webhook, for senders that insist on a code. */
export interface SourceConfig {
  readonly type: string;
  readonly auth: Auth;
  readonly successStatus: number;
  /** Addresses and ranges that it may send from; absent: any. */
  readonly allowFrom?: readonly string[];
  /** Test messages are delivered as if they were alerts. */
  readonly deliversTests?: true;
  /** Accepted webhooks a minute, by each running copy of ingest. */
  readonly perMinute?: number;
  /** It is heard from within so many seconds, or something is wrong. */
  readonly expectSeconds?: number;
  /** Hosts whose addresses in its alerts become links. */
  readonly links?: readonly string[];
  /** What its own severities mean, before what its type says. */
  readonly severity?: SeverityTable;
  readonly map?: Mapping;
}

/** `tocsin.yaml`, checked and normalised. Secrets still stand in it as `${NAME}`. */
export interface Config {
  readonly version: 1;
  /** The address under which people and vendors reach this Tocsin. */
  readonly publicUrl?: string;
  /** Tokens beside the admin token; their secrets are placeholders. */
  readonly tokens?: TokenSettings;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly destinations: Readonly<Record<string, { readonly type: string; readonly [setting: string]: unknown }>>;
  readonly routes: readonly Route[];
  readonly timeIntervals?: TimeIntervals;
  /** Absent where none are sent. */
  readonly canary?: CanarySettings;
  /** Absent where there are none. */
  readonly inhibit?: readonly InhibitRule[];
}
