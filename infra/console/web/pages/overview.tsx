import { get } from '../api.ts';
import { hrefOf, type Place } from '../location.ts';
import { Trouble } from '../parts/feedback.tsx';
import { Lines } from '../parts/lines.tsx';
import { TableHead } from '../parts/table-head.tsx';
import { usePolled } from '../polling.ts';
import type { RatesInfo } from '../types.ts';

const POLL_MS = 60_000;

const names = [
  ['1h', 'last hour'],
  ['24h', 'last day'],
] as const;

const Ranges = ({ range }: { readonly range: string }) => (
  <p class="ranges">
    {names.map(([each, label]) => (
      <a
        key={each}
        class="range"
        href={hrefOf(['overview'], { rates: each })}
        aria-current={each === range ? 'true' : undefined}
      >
        {label}
      </a>
    ))}
  </p>
);

const secondsOf = (value: number | undefined): string => (value === undefined ? '' : `${value} s`);

const Numbers = ({ points }: Pick<RatesInfo, 'points'>) => (
  <details>
    <summary>The numbers</summary>
    <table>
      <TableHead columns={['From (UTC)', 'Alerts', 'Delivered', 'p50', 'p95', 'Sampled']} />
      <tbody>
        {points.toReversed().map(({ at, alerts, delivered, notifySeconds, sampled }) => (
          <tr key={at}>
            <td>{at.slice(5, 16).replace('T', ' ')}</td>
            <td class="number">{alerts ?? 'not counted'}</td>
            <td class="number">{delivered ?? ''}</td>
            <td class="number">{secondsOf(notifySeconds?.p50)}</td>
            <td class="number">{secondsOf(notifySeconds?.p95)}</td>
            <td class="number">{sampled}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
);

function Charts({ rates: { points, notifySeconds } }: { readonly rates: RatesInfo }) {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  return (
    <>
      <h2>Came and delivered</h2>
      <Lines
        times={times}
        lines={[
          { label: 'alerts', tone: '--accent', values: points.map(({ alerts }) => alerts ?? null) },
          {
            label: 'delivered',
            tone: '--good',
            isDashed: true,
            values: points.map(({ delivered }) => delivered ?? null),
          },
        ]}
        label="Alerts that came, and deliveries that were delivered; the table below has the numbers"
      />
      <h2>Time to notify, seconds</h2>
      <p class="state">
        {notifySeconds === undefined
          ? 'Nothing was delivered in this time.'
          : `Half of the messages arrived within ${notifySeconds.p50} s, 95 of 100 within ${notifySeconds.p95} s.`}
      </p>
      {notifySeconds === undefined ? null : (
        <Lines
          times={times}
          lines={[
            { label: 'p50', tone: '--accent', values: points.map((each) => each.notifySeconds?.p50 ?? null) },
            {
              label: 'p95',
              tone: '--doubt',
              isDashed: true,
              values: points.map((each) => each.notifySeconds?.p95 ?? null),
            },
          ]}
          label="Time to notify, p50 and p95; the table below has the numbers"
        />
      )}
      <Numbers points={points} />
      <p class="note">
        From the receipt of a webhook to the answer of its destination, of a few alerts of each point; what a route
        holds back on purpose (escalations, times) is left out. Times are UTC.
      </p>
    </>
  );
}

/** How much came, what was delivered and how long that took, in the last hour or day. */
export function OverviewPage({ place: { query } }: { readonly place: Place }) {
  const range = query['rates'] === '24h' ? '24h' : '1h';
  const { value, error } = usePolled(POLL_MS, () => get<RatesInfo>(`/v1/rates?range=${range}`), range);
  return (
    <>
      <h1>Overview</h1>
      <Ranges range={range} />
      <Trouble error={error} />
      {value === undefined ? null : <Charts rates={value} />}
    </>
  );
}
