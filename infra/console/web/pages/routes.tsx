import { get } from '../api.ts';
import { hrefOf } from '../location.ts';
import { Empty, Trouble } from '../parts/feedback.tsx';
import { usePolled } from '../polling.ts';
import { span } from '../time.ts';
import type { RouteInfo } from '../types.ts';

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

const Branch = ({ routes }: { readonly routes: readonly RouteInfo[] }) => (
  <ol class="tree">
    {routes.map((route) => (
      <li key={route.name}>
        <b>{route.name}</b>{' '}
        {matchesOf(route).map((each) => (
          <code key={each}>{each}</code>
        ))}
        <span class="to">
          <span aria-hidden="true">→</span>
          <span class="hidden"> goes to </span>{' '}
          {route.to.map((id) => (
            <a key={id} href={`${hrefOf(['destinations'])}#destination-${id}`}>
              {id}
            </a>
          ))}
        </span>
        {route.fallback === undefined ? null : (
          <small>
            {' '}
            after {span(route.fallback.afterSeconds * 1000)} to {route.fallback.to.join(', ')}
          </small>
        )}
        {route.continue === false ? <small> and no route after it</small> : null}
        {route.routes === undefined ? null : <Branch routes={route.routes} />}
      </li>
    ))}
  </ol>
);

/** The tree of routes. */
export function Routes() {
  const { value, error } = usePolled(30_000, () => get<{ routes: RouteInfo[] }>('/v1/routes'));
  return (
    <>
      <h1>Routes</h1>
      <p class="note">Routes are looked at from top to bottom; a child decides in place of its parent.</p>
      <Trouble error={error} />
      {value?.routes.length === 0 ? (
        <Empty title="There are no routes">
          <p>Alerts are kept and go nowhere. Add a route in tocsin.yaml, then:</p>
          <pre>npx --no tocsin check</pre>
        </Empty>
      ) : null}
      <Branch routes={value?.routes ?? []} />
    </>
  );
}
