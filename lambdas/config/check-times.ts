import type { Escalation } from '../domain/escalation.ts';
import { severitiesOf } from '../domain/match-value.ts';
import type { Route } from '../domain/route.ts';
import { durationSeconds } from '../domain/values/duration.ts';
import { defined, type Fields, isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { unknownName } from './mistakes.ts';

/** The settings of a route that say when it notifies. */
export interface TimeSettings {
  readonly escalate?: readonly { readonly after: string; readonly to: readonly string[] }[] | undefined;
  readonly activeTimes?: readonly string[] | undefined;
  readonly muteTimes?: readonly string[] | undefined;
  readonly outside?: 'hold' | 'drop' | undefined;
  readonly urgent?: string | readonly string[] | undefined;
}

const toEscalation = ({ after, to }: NonNullable<TimeSettings['escalate']>[number]): Escalation => ({
  afterSeconds: durationSeconds(after) ?? 0,
  to,
});

/** When a route notifies, and whom later. */
export function timesOf(setting: TimeSettings): Pick<Route, 'escalate' | 'times' | 'urgent'> {
  const { escalate, activeTimes: active, muteTimes: mute, outside = 'hold', urgent } = setting;
  const isTimed = active !== undefined || mute !== undefined;
  return defined({
    escalate: escalate?.map(toEscalation),
    times: isTimed ? defined({ active, mute, outside }) : undefined,
    urgent: urgent === undefined ? undefined : [urgent].flat().flatMap(severitiesOf),
  });
}

const textsIn = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string');

/** The destinations of a route; one with settings of its own is a map. */
const destinationsIn = (to: unknown): string[] =>
  textsIn(listOf(to).map((each) => (isFields(each) ? each['destination'] : each)));

function unknownIn(value: unknown, path: Path, what: string, names: readonly string[]): Problem[] {
  return listOf(value).flatMap((name, i) =>
    typeof name !== 'string' || names.includes(name)
      ? []
      : [{ path: [...path, i], message: unknownName(what, name, names) }],
  );
}

/** Where a route stands, and what it takes from its parent. */
interface Place {
  readonly path: Path;
  readonly inherited: Fields;
}

const SECONDS_LEAST = 60;
const SECONDS_MOST = 7 * 86_400;

/** A time that is none is a mistake of the shape. */
function afterProblems(after: unknown, path: Path): Problem[] {
  const seconds = typeof after === 'string' ? durationSeconds(after) : undefined;
  if (seconds === undefined || (seconds >= SECONDS_LEAST && seconds <= SECONDS_MOST)) return [];
  return [{ path: [...path, 'after'], message: `found ${JSON.stringify(after)}; expected 1m to 7d, such as "15m"` }];
}

function escalationProblems(value: Fields, { path, inherited }: Place, destinations: readonly string[]): Problem[] {
  const atOnce = destinationsIn(value['to'] ?? inherited['to']);
  return listOf(value['escalate']).flatMap((step, i) => {
    if (!isFields(step)) return [];
    const here = [...path, 'escalate', i];
    const needless = textsIn(step['to']).filter((name) => atOnce.includes(name));
    return [
      ...unknownIn(step['to'], [...here, 'to'], 'destination', destinations),
      ...afterProblems(step['after'], here),
      ...needless.map((name) => ({
        path: [...here, 'to'],
        message: `found "${name}", which this route notifies at once; name another destination, or take it out of "to"`,
      })),
    ];
  });
}

function urgentProblems(urgent: unknown, path: Path): Problem[] {
  const texts = typeof urgent === 'string' ? [urgent] : textsIn(urgent);
  return texts
    .filter((text) => severitiesOf(text).length === 0)
    .map((text) => ({
      path: [...path, 'urgent'],
      message: `found "${text}"; allowed: info, low, medium, high, critical, or a comparison such as ">=critical"`,
    }));
}

/** A setting about times means nothing where there are none. */
function needlessProblems(value: Fields, { path, inherited }: Place): Problem[] {
  const all: Fields = { ...inherited, ...value };
  if (all['activeTimes'] !== undefined || all['muteTimes'] !== undefined) return [];
  return ['outside', 'urgent']
    .filter((name) => value[name] !== undefined)
    .map((name) => ({
      path: [...path, name],
      message: 'means nothing without activeTimes or muteTimes: name the intervals of timeIntervals there',
    }));
}

/** What the shape of a route does not show about its times and escalations. */
export function timeProblems(
  value: Fields,
  place: Place,
  { destinations, intervals }: { readonly destinations: readonly string[]; readonly intervals: readonly string[] },
): Problem[] {
  const { path } = place;
  return [
    ...escalationProblems(value, place, destinations),
    ...['activeTimes', 'muteTimes'].flatMap((name) =>
      unknownIn(value[name], [...path, name], 'time interval', intervals),
    ),
    ...urgentProblems(value['urgent'], path),
    ...needlessProblems(value, place),
  ];
}
