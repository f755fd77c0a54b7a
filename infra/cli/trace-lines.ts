import * as z from 'zod/mini';
import { oneLine } from '../../lambdas/domain/values/text.ts';
import { shortTime } from './alert-lines.ts';

const text = z.string();
const optional = z.optional(text);
const Condition = z.looseObject({
  place: text,
  path: optional,
  wanted: text,
  found: optional,
  holds: z.optional(z.boolean()),
  failed: optional,
});
const Route = z.looseObject({
  name: text,
  verdict: text,
  decides: z.boolean(),
  endedBy: optional,
  conditions: z.array(Condition),
  get routes(): z.ZodMiniOptional<z.ZodMiniArray<typeof Route>> {
    return z.optional(z.array(Route));
  },
});
const Destination = z.looseObject({ destination: text, when: text, from: optional, times: optional });
const Alert = z.looseObject({
  alert: z.looseObject({ title: text, severity: text, source: text }),
  routes: z.array(Route),
  destinations: z.array(Destination),
  silencedBy: z.optional(z.looseObject({ author: text, reason: text, until: text })),
  inhibitedBy: z.optional(z.looseObject({ rule: text, alertId: text })),
});
/** The parts of the answer of `POST /v1/routes/trace` that are shown. */
export const Trace = z.looseObject({ alerts: z.array(Alert), nothing: optional });
type Route = z.infer<typeof Route>;
type Alert = z.infer<typeof Alert>;

const marks: Readonly<Record<string, string>> = { matched: '✓', failed: '!', not_matched: '✗', not_reached: '·' };

/** The conditions that keep the alert away, or an expression that failed. */
const against = ({ conditions }: Route): string[] =>
  conditions
    .filter(({ holds, failed }) => holds === false || failed !== undefined)
    .map(({ place, path, wanted, found, failed }) => {
      const where = path === undefined ? place : `${place} ${path}`;
      if (failed !== undefined) return `${where} ${wanted}: it failed, ${failed}`;
      return found === undefined ? `${where} ${wanted}` : `${where} ${wanted}: found ${found || 'nothing'}`;
    });

function routeLines(route: Route, depth: number): string[] {
  const { name, verdict, decides, endedBy, routes = [] } = route;
  const ended = endedBy === undefined ? '' : ` (not looked at: ${endedBy} ended the search)`;
  const pad = '  '.repeat(depth);
  return [
    `${pad}${marks[verdict] ?? '?'} ${name}${decides ? ' → it sends' : ''}${ended}`,
    ...(verdict === 'not_reached' ? [] : against(route).map((each) => `${pad}    ${each}`)),
    ...routes.flatMap((child) => routeLines(child, depth + 1)),
  ];
}

const whenOf = ({ when, from, times }: z.infer<typeof Destination>): string => {
  if (when === 'now') return 'now';
  const by = times === undefined ? '' : `, by its times ${times}`;
  return when === 'dropped' ? `dropped${by}` : `at ${shortTime(from)} UTC${by}`;
};

const keptBack = ({ silencedBy, inhibitedBy }: Alert): string[] => [
  ...(silencedBy === undefined
    ? []
    : [`  silenced by ${silencedBy.author} until ${shortTime(silencedBy.until)} UTC: ${silencedBy.reason}`]),
  ...(inhibitedBy === undefined ? [] : [`  inhibited by ${inhibitedBy.rule}, while ${inhibitedBy.alertId} is open`]),
];

const linesOf = (traced: Alert): string[] => [
  `[${traced.alert.severity}] ${traced.alert.title} (${traced.alert.source})`,
  ...traced.routes.flatMap((route) => routeLines(route, 1)),
  ...keptBack(traced),
  ...(traced.destinations.length === 0
    ? ['  nobody gets it']
    : traced.destinations.map((each) => `  ${each.destination}: ${whenOf(each)}`)),
];

/** One line, with the indent that shows where in the tree it stands. */
function oneLineKept(line: string): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  return `${indent}${oneLine(line)}`;
}

/** The way of an alert through the routes, in lines: each route with what keeps the alert away, and who gets it. */
export const traceLines = (traced: Alert): string[] => linesOf(traced).map(oneLineKept);
