import { placeOfName } from '../domain/matcher-names.ts';
import type { Grouping, RouteSettings } from '../domain/route.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { defined, type Fields } from '../domain/values/json-fields.ts';
import { timesOf } from './check-times.ts';
import type { RouteSetting } from './schema.ts';

const DEFAULT_AFTER = '10m';
/** As Alertmanager's (https://prometheus.io/docs/alerting/latest/configuration/#route), save that nothing waits by default. */
const DEFAULT_WAIT = '0s';
const DEFAULT_INTERVAL = '5m';

/** What a child route takes from its parent where it says nothing itself. */
const inheritedNames = [
  'to',
  'dedupWindow',
  'repeat',
  'groupBy',
  'groupWait',
  'groupInterval',
  'repeatInterval',
  'sendResolved',
  'fallback',
  'after',
  'message',
  'escalate',
  'activeTimes',
  'muteTimes',
  'outside',
  'urgent',
] as const;

export type Inherited = Partial<Pick<RouteSetting, (typeof inheritedNames)[number]>>;

/** The settings that hold for the children of a route. */
export const inheritedOf = (setting: RouteSetting): Inherited =>
  Object.fromEntries(Object.entries(setting).filter(([name]) => inheritedNames.some((each) => each === name)));

const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : durationSeconds(text);

/** `...` stands for all labels in Alertmanager, so that every alert is a group; here each problem is one. */
const pathsOf = (names: readonly string[] | undefined): readonly string[] | undefined =>
  names === undefined || names.includes('...') ? undefined : names.map((name) => placeOfName(name).path);

function groupingOf(setting: RouteSetting): Grouping | undefined {
  const { groupBy, groupWait, groupInterval, repeatInterval } = setting;
  if ([groupBy, groupWait, groupInterval, repeatInterval].every((each) => each === undefined)) return undefined;
  const repeatSeconds = secondsOf(repeatInterval);
  return defined({
    by: pathsOf(groupBy),
    waitSeconds: secondsOf(groupWait ?? DEFAULT_WAIT) ?? 0,
    intervalSeconds: secondsOf(groupInterval ?? DEFAULT_INTERVAL) ?? 0,
    repeatSeconds: repeatSeconds === 0 ? undefined : repeatSeconds,
  });
}

type Recipients = NonNullable<RouteSetting['to']>;

/** The names of the destinations. */
export const namesIn = (to: Recipients): string[] =>
  to.map((each) => (typeof each === 'string' ? each : each.destination));

function overridesIn(to: Recipients): RouteSettings['overrides'] {
  const found = to.flatMap((each): [string, Fields][] => {
    if (typeof each === 'string') return [];
    const { destination, ...settings } = each;
    return [[destination, settings]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The settings of a route as the engine reads them. */
export function settingsOf(setting: RouteSetting): RouteSettings {
  const { to = [], repeat, dedupWindow = repeat, fallback, after = DEFAULT_AFTER, sendResolved, message } = setting;
  return defined({
    repeatSeconds: secondsOf(dedupWindow),
    fallback: fallback === undefined ? undefined : { to: fallback, afterSeconds: secondsOf(after) ?? 0 },
    message,
    grouping: groupingOf(setting),
    sendResolved: sendResolved === false ? (false as const) : undefined,
    overrides: overridesIn(to),
    ...timesOf(setting),
  });
}
