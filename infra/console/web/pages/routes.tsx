import { useEffect, useState } from 'preact/hooks';
import { get, post, textOf } from '../api.ts';
import { go, hrefOf, type Place } from '../location.ts';
import { Empty, Trouble } from '../parts/feedback.tsx';
import { usePolled } from '../polling.ts';
import { Outcome } from '../routes/outcome.tsx';
import { TraceForm } from '../routes/trace-form.tsx';
import { Tree } from '../routes/tree.tsx';
import type { AlertTrace, RouteInfo, TraceInfo } from '../types.ts';

const NO_TRACE = {} as const;

/** The way of the alert that the address names, or of a payload that was pasted. */
function useTrace(alertId: string | undefined) {
  const [state, setState] = useState<{ readonly trace?: TraceInfo; readonly error?: string }>(NO_TRACE);
  const ask = (body: object): void => {
    post<TraceInfo>('/v1/routes/trace', body).then(
      (trace) => setState({ trace }),
      (failure: unknown) => setState({ error: textOf(failure) }),
    );
  };
  useEffect(() => {
    if (alertId === undefined) setState(NO_TRACE);
    else ask({ alertId });
  }, [alertId]);
  return { ...state, ask };
}

const Traced = ({ traced }: { readonly traced: AlertTrace }) => (
  <>
    <Outcome traced={traced} />
    <Tree routes={traced.routes} />
  </>
);

const Trace = ({ trace: { alerts, more, nothing } }: { readonly trace: TraceInfo }) => (
  <section aria-label="The way of the alert" class="trace">
    {nothing === undefined ? null : <p class="state">No alert comes of it: {nothing}</p>}
    {alerts.map((each) => (
      <Traced key={each.alert.id} traced={each} />
    ))}
    {more === undefined ? null : <p class="note">{more} more alerts of this payload are not shown.</p>}
    <p>
      <button type="button" onClick={() => go(hrefOf(['routes']))}>
        Show all routes
      </button>
    </p>
  </section>
);

/** The tree of routes; with an alert or a payload, its way through them. */
export function Routes({ place: { query } }: { readonly place: Place }) {
  const { value, error } = usePolled(30_000, () => get<{ routes: RouteInfo[] }>('/v1/routes'));
  const { trace, error: wrong, ask } = useTrace(query['alert']);
  const trying = (body: object, alertId: string | undefined): void => {
    if (alertId === undefined || alertId === query['alert']) ask(body);
    else go(hrefOf(['routes'], { alert: alertId }));
  };
  return (
    <>
      <h1>Routes</h1>
      <p class="note">Routes are looked at from top to bottom; a child decides in place of its parent.</p>
      <Trouble error={error} />
      <TraceForm alertId={query['alert']} onTrace={trying} />
      <Trouble error={wrong} />
      {value?.routes.length === 0 ? (
        <Empty title="There are no routes">
          <p>Alerts are kept and go nowhere. Add a route in tocsin.yaml, then:</p>
          <pre>npx --no tocsin check</pre>
        </Empty>
      ) : null}
      {trace === undefined ? <Tree routes={value?.routes ?? []} /> : <Trace trace={trace} />}
    </>
  );
}
