import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** A line of a chart. `tone` is a colour of the style sheet. */
export interface Line {
  readonly label: string;
  readonly tone: string;
  readonly isDashed?: boolean;
  /** A value for each time; none is a gap. */
  readonly values: readonly (number | null)[];
}

interface Props {
  /** Seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** What the chart shows, and where the numbers are. */
  readonly label: string;
}

const HEIGHT = 180;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The hour of a mark of the axis, and its day where one begins. */
function markOf(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  const hour = iso.slice(11, 16);
  return hour === '00:00' ? iso.slice(5, 10) : hour;
}

const seriesOf = ({ label, tone, isDashed }: Line): UPlot.Series => ({
  label,
  stroke: colour(tone),
  width: 2,
  points: { show: true, size: 5 },
  ...(isDashed === true ? { dash: [6, 4] } : {}),
});

function optionsOf(width: number, lines: readonly Line[]): UPlot.Options {
  const axis = { stroke: colour('--text'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { show: false },
    legend: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1e-3, max * 1.1)] } },
    axes: [
      { ...axis, values: (_, marks) => marks.map(markOf) },
      { ...axis, size: 48 },
    ],
    series: [{}, ...lines.map(seriesOf)],
  };
}

/** Values over time as lines, told apart by colour and by how they are drawn. */
export function Lines({ times, lines, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const key = JSON.stringify([times, lines]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const data: UPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
    const chart = new UPlot(optionsOf(element.clientWidth, lines), data, element);
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      chart.destroy();
    };
  }, [key]);
  return (
    <>
      <p class="legend">
        {lines.map(({ label: each, tone, isDashed }) => (
          <span key={each} class={tone.slice(2)}>
            {each} ({isDashed === true ? 'dashed' : 'solid'})
          </span>
        ))}
      </p>
      <div ref={place} class="chart" role="img" aria-label={label} />
    </>
  );
}
