import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** Lines over one axis each way. */
export interface Chart {
  /** What a reader who does not see the picture gets. */
  readonly title: string;
  /** Of the horizontal axis, with its unit. */
  readonly x: string;
  /** Of the vertical axis, with its unit. */
  readonly y: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const INK = '#24292f';
const PALE = '#d0d7de';
/** Told apart also by those who see no red or no green (Okabe and Ito), and by the form of their points. */
const colors = ['#0072b2', '#d55e00', '#009e73'];
const symbols = ['circle', 'rect', 'triangle'];
const size = { width: 720, height: 340 };
const fontFamily = 'system-ui, sans-serif';

const axis = (name: string, gap: number) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: gap,
  min: 0,
  nameTextStyle: { color: INK, fontSize: 13, fontFamily },
  axisLabel: { color: INK, fontSize: 12, fontFamily },
  axisLine: { show: true, lineStyle: { color: INK } },
  splitLine: { lineStyle: { color: PALE } },
});

const seriesOf = ({ name, points }: Line, i: number) => ({
  type: 'line' as const,
  name,
  data: points.map(([x, y]) => [x, y]),
  symbol: points.length > 30 ? 'none' : (symbols[i] ?? 'circle'),
  symbolSize: 7,
  lineStyle: { width: 2 },
});

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Without what the library adds for a pointer: style, classes and names that it counts over the life of the process. */
function asPicture(svg: string, title: string): string {
  const plain = svg
    .replace(/<style[\s\S]*<\/style>/, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+|xml:space)="[^"]*"/g, '')
    .replaceAll(/zr\d+-/g, '');
  return `${plain.replace('>', `><title>${escaped(title)}</title>`).trim()}\n`;
}

/** The picture, on a ground of its own: it is read alike on a light and on a dark page. */
export function svgOf({ title, x, y, lines }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: colors,
    grid: { left: 72, right: 28, top: 44, bottom: 56 },
    legend: { top: 10, itemGap: 40, textStyle: { color: INK, fontSize: 13, fontFamily } },
    xAxis: axis(x, 34),
    yAxis: axis(y, 50),
    series: lines.map(seriesOf),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return asPicture(svg, title);
}
