import { hrefOf } from '../location.ts';
import { SeverityMark } from '../parts/words.tsx';
import { exact, span } from '../time.ts';
import type { AlertTrace } from '../types.ts';

type Destination = AlertTrace['destinations'][number];

/** When a destination gets the alert, in words. */
function whenOf({ when, from = '', times, escalateSeconds }: Destination): string {
  const by = times === undefined ? '' : ` (times: ${times})`;
  if (when === 'now') return 'at once';
  if (when === 'dropped') return `dropped${by}`;
  const asked = escalateSeconds === undefined ? '' : `after ${span(escalateSeconds * 1000)}, unless acknowledged; `;
  return `${asked}from ${exact(from)}${by}`;
}

function groupOf({ group }: Destination): string | undefined {
  if (group === undefined) return undefined;
  const of = group.shared === '' ? 'alerts of its problem' : group.shared;
  return `grouped with ${of}: after ${span(group.waitSeconds * 1000)}, then at most every ${span(group.intervalSeconds * 1000)}`;
}

const fallbackOf = ({ fallback }: Destination): string | undefined =>
  fallback === undefined
    ? undefined
    : `when it is not delivered after ${span(fallback.afterSeconds * 1000)}: ${fallback.to.join(', ')}`;

const Line = ({ each }: { readonly each: Destination }) => (
  <li>
    <a href={`${hrefOf(['destinations'])}#destination-${each.destination}`}>{each.destination}</a>{' '}
    {[whenOf(each), groupOf(each), fallbackOf(each)].filter(Boolean).join('; ')}
    {each.routes.length === 0 ? null : <small> by {each.routes.join(', ')}</small>}
  </li>
);

/** What keeps the alert from everybody. */
function KeptBack({ silencedBy, inhibitedBy }: Pick<AlertTrace, 'silencedBy' | 'inhibitedBy'>) {
  return (
    <>
      {silencedBy === undefined ? null : (
        <p class="trouble">
          Nobody gets it: <a href={hrefOf(['silences'])}>silenced</a> by {silencedBy.author} until{' '}
          {exact(silencedBy.until)}, {silencedBy.reason}
        </p>
      )}
      {inhibitedBy === undefined ? null : (
        <p class="trouble">
          Nobody gets it: the rule {inhibitedBy.rule} inhibits it while{' '}
          <a href={hrefOf(['alerts', inhibitedBy.alertId])}>this problem</a> is open
        </p>
      )}
    </>
  );
}

/** Who gets an alert, when, and what keeps it back. */
export function Outcome({ traced }: { readonly traced: AlertTrace }) {
  const { alert, destinations, ending, isSystem, silencedBy, inhibitedBy } = traced;
  return (
    <>
      <h2>{alert.title}</h2>
      <p class="facts">
        <SeverityMark severity={alert.severity} /> · {alert.class} · {alert.state} · from {alert.source}
      </p>
      {isSystem ? (
        <p class="note">An alert of Tocsin’s own: routes take it that name source: tocsin or kind: system.</p>
      ) : null}
      <KeptBack {...traced} />
      {destinations.length === 0 ? <p class="state">No route sends it anywhere.</p> : null}
      {silencedBy === undefined && inhibitedBy === undefined ? null : <p class="note">Otherwise:</p>}
      <ul class="plain outcome">
        {destinations.map((each) => (
          <Line key={each.destination} each={each} />
        ))}
      </ul>
      {ending.length === 0 ? null : (
        <p class="note">Where the problem was notified, its end goes too: {ending.join(', ')}</p>
      )}
    </>
  );
}
