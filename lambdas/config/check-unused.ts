import { anyGlob } from '../domain/glob.ts';
import { isFields, listOf } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

type Section = Readonly<Record<string, unknown>>;

/** A route as it is written, with its place; also those that stand within another. */
interface Placed {
  readonly route: Section;
  readonly path: Path;
}

const routesIn = (routes: unknown, path: Path): readonly Placed[] =>
  listOf(routes).flatMap((route, i): Placed[] => {
    if (!isFields(route)) return [];
    const here = [...path, i];
    return [{ route, path: here }, ...routesIn(route['routes'], [...here, 'routes'])];
  });

/** Parts of a route that name no destination. */
const unnamed: ReadonlySet<string> = new Set(['name', 'match', 'matchers', 'where', 'message', 'groupBy']);

/** Every text of a route that may name a destination. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (unnamed.has(name) ? [] : textsIn(inner)));
}

const textList = (value: unknown): readonly string[] => listOf(Array.isArray(value) ? value : [value]).map(String);

/** Whether a route may take alerts of a source. What asks for it in another way is believed. */
function takes({ match, matchers }: Section, source: string): boolean {
  if (matchers !== undefined || !isFields(match)) return true;
  const { source: wanted, not } = match;
  if (wanted !== undefined && !anyGlob(textList(wanted))(source)) return false;
  const unwanted = isFields(not) && Object.keys(not).length === 1 ? not['source'] : undefined;
  return unwanted === undefined || !anyGlob(textList(unwanted))(source);
}

/** Destinations that nothing is sent to, and sources whose alerts nobody is sent. */
export function unusedWarnings(sources: Section, destinations: Section, routes: unknown): Problem[] {
  const all = routesIn(routes, ['routes']);
  const named = new Set(all.flatMap(({ route }) => textsIn(route)));
  const idle = Object.keys(destinations).filter((id) => !named.has(id));
  const untaken = Object.keys(sources).filter((id) => !all.some(({ route }) => takes(route, id)));
  const none = Object.keys(sources).length === 0;
  const without =
    'warning: there is no source, so no webhook is accepted: add one, such as akto-prod: { type: akto, auth: … }';
  return [
    ...(none ? [{ path: ['sources'], message: without }] : []),
    ...idle.map((id) => ({
      path: ['destinations', id],
      message: 'warning: no route sends alerts here: name it in to of a route, or remove it',
      atKey: true,
    })),
    ...untaken.map((id) => ({
      path: ['sources', id],
      message:
        'warning: no route takes its alerts, so they are recorded and nobody is notified: add a route, or remove it',
      atKey: true,
    })),
  ];
}

/** Names that are used twice, where one was meant. */
export function repeatedWarnings(sources: Section, destinations: Section, routes: unknown): Problem[] {
  return [
    ...repeatedRoutes(routesIn(routes, ['routes'])),
    ...alike('sources', Object.keys(sources)),
    ...alike('destinations', Object.keys(destinations)),
  ];
}

function repeatedRoutes(routes: readonly Placed[]): Problem[] {
  const seen = new Map<string, Path>();
  return routes.flatMap(({ route: { name }, path }) => {
    if (typeof name !== 'string') return [];
    const first = seen.get(name);
    if (first === undefined) seen.set(name, path);
    const at = [...path, 'name'];
    return first === undefined
      ? []
      : [
          {
            path: at,
            message: `warning: another route is called "${name}" too: explanations and logs tell routes by their names`,
          },
        ];
  });
}

function alike(section: string, ids: readonly string[]): Problem[] {
  const seen = new Map<string, string>();
  return ids.flatMap((id) => {
    const first = seen.get(id.toLowerCase());
    seen.set(id.toLowerCase(), first ?? id);
    if (first === undefined) return [];
    const message = `warning: "${id}" and "${first}" differ in upper and lower case alone`;
    return [{ path: [section, id], message, atKey: true }];
  });
}

/** The destinations of a list, each by its name or with settings of its own. */
const namesIn = (list: unknown): readonly unknown[] =>
  listOf(list).map((each) => (isFields(each) ? each['destination'] : each));

function twiceIn(list: unknown, path: Path): Problem[] {
  const names = namesIn(list);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [
          {
            path: [...path, i],
            message: `"${String(name)}" stands twice in this list: a destination gets an alert once; remove it`,
          },
        ],
  );
}

/** What is wrong with the destinations that routes name, beside names that do not exist. */
export function checkRecipients(routes: unknown): Problem[] {
  if (Array.isArray(routes) && routes.length === 0) {
    const message =
      'is empty: alerts would be accepted and go nowhere; write at least one route, such as - to: [soc-slack]';
    return [{ path: ['routes'], message }];
  }
  return routesIn(routes, ['routes']).flatMap(({ route: { to, fallback }, path }) => [
    ...twiceIn(to, [...path, 'to']),
    ...twiceIn(fallback, [...path, 'fallback']),
    ...listOf(fallback).flatMap((name, i) =>
      namesIn(to).includes(name)
        ? [
            {
              path: [...path, 'fallback', i],
              message: `"${String(name)}" stands in to as well: it cannot stand in for itself; name another destination`,
            },
          ]
        : [],
    ),
  ]);
}
