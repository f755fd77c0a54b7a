import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../lambdas/domain/route.ts';
import { decidingIn, type RouteTrace, traceRoutes } from '../../lambdas/domain/route-trace.ts';
import { createRouter } from '../../lambdas/domain/routing.ts';
import { severities } from '../../lambdas/domain/severity.ts';
import { alertOf } from '../engine/route/alerts.ts';

const route = (name: string, more: Partial<Route> = {}): Route => ({ name, match: {}, not: {}, to: [name], ...more });
const alert = alertOf({ source: 'akto-prod', severity: 'high', title: 'Shell', kubernetes: { namespace: 'shop' } });

const verdicts = (all: readonly RouteTrace[]): unknown[] =>
  all.map(({ name, verdict, decides, routes }) => [
    name,
    verdict,
    decides,
    ...(routes === undefined ? [] : [verdicts(routes)]),
  ]);

describe('a trace of routes', () => {
  it('says which condition fails in which place, and what was found there', async () => {
    const [trace] = await traceRoutes(
      [
        route('r', {
          match: { severity: ['critical'], source: ['akto*'] },
          not: { 'kubernetes.namespace': ['sh?p'] },
          matchers: [{ path: 'labels.team', operator: '=~', value: 'red|blue' }],
          where: 'severity = "high"',
        }),
      ],
      alert,
    );
    expect(trace).toMatchObject({ verdict: 'not_matched', decides: false });
    expect(trace?.conditions).toEqual([
      { place: 'match', path: 'severity', wanted: 'critical', found: 'high', holds: false },
      { place: 'match', path: 'source', wanted: 'akto*', found: 'akto-prod', holds: true },
      { place: 'not', path: 'kubernetes.namespace', wanted: 'sh?p', found: 'shop', holds: false },
      { place: 'matchers', path: 'labels.team', wanted: '=~"red|blue"', found: '', holds: false },
      { place: 'where', wanted: 'severity = "high"' },
    ]);
  });

  it('says why an expression failed, which counts as a match', async () => {
    const [trace] = await traceRoutes([route('r', { where: '$error("no")' })], alert);
    expect(trace).toMatchObject({
      verdict: 'failed',
      decides: true,
      conditions: [{ failed: expect.stringMatching(/no/) }],
    });
  });

  it('names the route that ended the search', async () => {
    const all = await traceRoutes(
      [route('a', { continue: false, routes: [route('a/x'), route('a/y', { routes: [route('a/y/z')] })] }), route('b')],
      alert,
    );
    expect(verdicts(all)).toEqual([
      [
        'a',
        'matched',
        false,
        [
          ['a/x', 'matched', true],
          ['a/y', 'not_reached', false, [['a/y/z', 'not_reached', false]]],
        ],
      ],
      ['b', 'not_reached', false],
    ]);
    expect(all[1]?.endedBy).toBe('a');
  });

  it('decides as the router does, for any tree', async () => {
    const leaf = fc.record({
      match: fc.constantFrom<Route['match']>(
        {},
        { severity: ['>=high'] },
        { severity: ['low'], source: ['akto*'] },
        { source: ['akto-prod', 'x'] },
      ),
      not: fc.constantFrom<Route['not']>({}, { severity: ['high'] }, { severity: ['high'], source: ['other'] }),
      matchers: fc.constantFrom<Route['matchers']>([], [{ path: 'severity', operator: '!=', value: 'low' }]),
      where: fc.constantFrom<string | undefined>(undefined, 'true', 'severity = "low"', '$error("no")'),
      continue: fc.constantFrom<boolean | undefined>(undefined, true, false),
    });
    type Tree = readonly [Record<string, unknown>, readonly Tree[]];
    const treeOf = (depth: number): fc.Arbitrary<Tree> =>
      fc.tuple(leaf, depth === 0 ? fc.constant<Tree[]>([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }));
    const built = ([own, children]: Tree, name: string): Route => {
      const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
      const routes = children.map((child, i) => built(child, `${name}/${i}`));
      return route(name, { ...given, ...(routes.length === 0 ? {} : { routes }) });
    };
    const failedIn = (all: readonly RouteTrace[]): string[] =>
      all.flatMap(({ name, verdict, routes = [] }) => [...(verdict === 'failed' ? [name] : []), ...failedIn(routes)]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(treeOf(2), { maxLength: 4 }),
        fc.constantFrom(...severities),
        async (trees, severity) => {
          const routes = trees.map((each, i) => built(each, String(i)));
          const of = { ...alert, severity };
          const [traces, routed] = [await traceRoutes(routes, of), await createRouter(routes)(of)];
          expect(decidingIn(traces)).toEqual(routed.routes);
          expect(failedIn(traces)).toEqual(routed.failed);
        },
      ),
      { numRuns: 60 },
    );
  });
});
