import { hrefOf } from '../location.ts';
import { span } from '../time.ts';
import type { RouteInfo, RouteTrace } from '../types.ts';

/** A route as it is configured, or beside an alert. */
type Shown = RouteInfo | RouteTrace;

const isTraced = (route: Shown): route is RouteTrace => 'verdict' in route;

const conditions = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );

/** What a route matches, as it is written. */
function matchesOf({ match, not, matchers = [], where }: RouteInfo): string[] {
  const all = [
    ...conditions(match),
    ...conditions(not).map((each) => `not ${each}`),
    ...matchers,
    ...(where === undefined ? [] : [`where ${where}`]),
  ];
  return all.length === 0 ? ['every alert'] : all;
}

type Condition = RouteTrace['conditions'][number];

/** A condition in words: what is asked for, and what the alert has there. */
function wordsOf({ place, path, wanted, found, failed }: Condition): string {
  const what = [place === 'match' || place === 'matchers' ? '' : place, path, wanted].filter(Boolean).join(' ');
  if (failed !== undefined) return `${what}: it failed, ${failed}`;
  return found === undefined ? what : `${what}: the alert has ${found === '' ? 'nothing' : found}`;
}

const Condition = ({ condition }: { readonly condition: Condition }) => {
  const { holds, failed } = condition;
  const tone = failed !== undefined ? 'doubt' : holds === undefined ? 'calm' : holds ? 'good' : 'bad';
  const marks = {
    good: ['✓', 'holds'],
    bad: ['✕', 'fails'],
    doubt: ['!', 'failed'],
    calm: ['·', 'not asked'],
  } as const;
  const [mark, word] = marks[tone];
  return (
    <li class={`condition ${tone}`}>
      <i aria-hidden="true">{mark}</i>
      <span class="hidden">{word}: </span> <code>{wordsOf(condition)}</code>
    </li>
  );
};

const verdictWords: Readonly<Record<RouteTrace['verdict'], string>> = {
  matched: 'matches',
  failed: 'counts as matching',
  not_matched: 'does not match',
  not_reached: 'not looked at',
};

function Verdict({ verdict, decides, endedBy }: RouteTrace) {
  const ended = endedBy === undefined ? '' : `: ${endedBy} ended the search`;
  return (
    <span class={`verdict ${decides ? 'decides' : verdict}`}>
      {decides ? 'sends it' : verdictWords[verdict]}
      {ended}
    </span>
  );
}

const Details = ({ route }: { readonly route: Shown }) =>
  isTraced(route) ? (
    <>
      <Verdict {...route} />
      {route.verdict === 'not_reached' ? null : (
        <ul class="plain conditions">
          {route.conditions.map((each) => (
            <Condition key={`${each.place} ${each.path} ${each.wanted}`} condition={each} />
          ))}
          {route.conditions.length === 0 ? <li class="condition good">takes every alert</li> : null}
        </ul>
      )}
    </>
  ) : (
    matchesOf(route).map((each) => <code key={each}>{each}</code>)
  );

const After = ({ route }: { readonly route: Shown }) =>
  isTraced(route) ? null : (
    <>
      {route.fallback === undefined ? null : (
        <small>
          {' '}
          after {span(route.fallback.afterSeconds * 1000)} to {route.fallback.to.join(', ')}
        </small>
      )}
      {route.continue === false ? <small> and no route after it</small> : null}
    </>
  );

/** A tree of routes; those that were traced are lit up as an alert found them. */
export const Tree = ({ routes }: { readonly routes: readonly Shown[] }) => (
  <ol class="tree">
    {routes.map((route) => (
      <li key={route.name} class={isTraced(route) ? `traced ${route.decides ? 'decides' : route.verdict}` : ''}>
        <b>{route.name}</b> <Details route={route} />{' '}
        <span class="to">
          <span aria-hidden="true">→</span>
          <span class="hidden"> goes to </span>{' '}
          {route.to.map((id) => (
            <a key={id} href={`${hrefOf(['destinations'])}#destination-${id}`}>
              {id}
            </a>
          ))}
        </span>
        <After route={route} />
        {route.routes === undefined ? null : <Tree routes={route.routes as readonly Shown[]} />}
      </li>
    ))}
  </ol>
);
