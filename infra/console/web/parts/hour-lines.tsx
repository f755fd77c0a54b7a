import type { LedgerInfo } from '../types.ts';
import { Lines } from './lines.tsx';
import { TableHead } from './table-head.tsx';

type Hour = NonNullable<LedgerInfo['hours']>[number];

/** Hours that are shown at least. */
const FEWEST = 24;

const timeOf = (hour: string): number => Date.parse(`${hour}:00:00Z`) / 1000;

/** All hours from the first to the last, those without a row too: a gap is a zero. */
function filled(hours: readonly Hour[]): {
  readonly times: number[];
  readonly alerts: number[];
  readonly delivered: number[];
} {
  const byTime = new Map(hours.map((each) => [timeOf(each.hour), each]));
  const last = Math.max(...byTime.keys());
  const first = Math.min(...byTime.keys(), last - FEWEST * 3_600);
  const times: number[] = [];
  for (let at = first; at <= last; at += 3_600) times.push(at);
  return {
    times,
    alerts: times.map((at) => byTime.get(at)?.alerts ?? 0),
    delivered: times.map((at) => byTime.get(at)?.deliveries.delivered ?? 0),
  };
}

/** Alerts and delivered deliveries by hour, as two lines, and as a table for those who do not see them. */
export function HourLines({ hours }: { readonly hours: readonly Hour[] }) {
  const { times, alerts, delivered } = filled(hours);
  const latest = hours.slice(-24).toReversed();
  return (
    <>
      <Lines
        times={times}
        lines={[
          { label: 'alerts', tone: '--accent', values: alerts },
          { label: 'delivered', tone: '--good', isDashed: true, values: delivered },
        ]}
        label="Alerts and delivered deliveries by hour; the table below has the numbers"
      />
      <details>
        <summary>The numbers of the latest hours</summary>
        <table>
          <TableHead columns={['Hour', 'Alerts', 'Delivered', 'Dead', 'Adds up']} />
          <tbody>
            {latest.map(({ hour, alerts: came, deliveries, balanced }) => (
              <tr key={hour}>
                <td>{hour}</td>
                <td class="number">{came}</td>
                <td class="number">{deliveries.delivered}</td>
                <td class="number">{deliveries.dead}</td>
                <td>{balanced ? 'yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
