import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { LedgerInfo } from '../types.ts';

type Hour = NonNullable<LedgerInfo['hours']>[number];

const HEIGHT = 180;
/** Hours that are shown at least. */
const FEWEST = 24;

const timeOf = (hour: string): number => Date.parse(`${hour}:00:00Z`) / 1000;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** All hours from the first to the last, those without a row too: a gap is a zero. */
function filled(hours: readonly Hour[]): [number[], number[], number[]] {
  const byTime = new Map(hours.map((each) => [timeOf(each.hour), each]));
  const last = Math.max(...byTime.keys());
  const first = Math.min(...byTime.keys(), last - FEWEST * 3_600);
  const times: number[] = [];
  for (let at = first; at <= last; at += 3_600) times.push(at);
  return [
    times,
    times.map((at) => byTime.get(at)?.alerts ?? 0),
    times.map((at) => byTime.get(at)?.deliveries.delivered ?? 0),
  ];
}

/** The hour of a mark of the axis, and its day where one begins. */
function markOf(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  const hour = iso.slice(11, 16);
  return hour === '00:00' ? iso.slice(5, 10) : hour;
}

const optionsOf = (width: number): UPlot.Options => {
  const axis = { stroke: colour('--text'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { show: false },
    legend: { show: false },
    axes: [
      { ...axis, values: (_, marks) => marks.map(markOf) },
      { ...axis, size: 48 },
    ],
    series: [
      {},
      { label: 'alerts', stroke: colour('--accent'), width: 2, points: { show: true, size: 5 } },
      { label: 'delivered', stroke: colour('--good'), width: 2, dash: [6, 4], points: { show: true, size: 5 } },
    ],
  };
};

/** Alerts and delivered deliveries by hour, as two lines, and as a table for those who do not see them. */
export function HourLines({ hours }: { readonly hours: readonly Hour[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const chart = new UPlot(optionsOf(element.clientWidth), filled(hours), element);
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      chart.destroy();
    };
  }, [hours]);
  const latest = hours.slice(-24).toReversed();
  return (
    <>
      <p class="legend">
        <span class="alerts">alerts (solid)</span> <span class="delivered">delivered (dashed)</span>
      </p>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label="Alerts and delivered deliveries by hour; the table below has the numbers"
      />
      <details>
        <summary>The numbers of the latest hours</summary>
        <table>
          <thead>
            <tr>
              {['Hour', 'Alerts', 'Delivered', 'Dead', 'Adds up'].map((each) => (
                <th key={each} scope="col">
                  {each}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {latest.map(({ hour, alerts, deliveries, balanced }) => (
              <tr key={hour}>
                <td>{hour}</td>
                <td class="number">{alerts}</td>
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
