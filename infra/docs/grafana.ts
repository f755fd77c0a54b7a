import { type Line, type Panel, rows } from './grafana-rows.ts';

const datasource = { type: 'prometheus', uid: '$datasource' };
const COLUMNS = 24;

const targetOf = ({ expr, legend }: Line, i: number, { kind }: Panel) => ({
  refId: String.fromCharCode('A'.charCodeAt(0) + i),
  datasource,
  expr,
  legendFormat: legend,
  instant: kind === 'stat',
  range: kind !== 'stat',
});

const stepsOf = ({ redFrom }: Panel) => [
  { value: null, color: 'green' },
  ...(typeof redFrom !== 'number' ? [] : [{ value: redFrom, color: 'red' }]),
];

const optionsOf = ({ kind }: Panel) =>
  kind === 'stat'
    ? {
        reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
        textMode: 'value',
        wideLayout: true,
        showPercentChange: false,
        percentChangeColorMode: 'standard',
        colorMode: 'value',
        graphMode: 'none',
        justifyMode: 'auto',
        orientation: 'auto',
      }
    : {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'multi', sort: 'desc' },
      };

interface Place {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

const panelOf = (panel: Panel, { id, x, y }: Place, height: number) => ({
  id,
  type: panel.kind,
  title: panel.title,
  description: panel.about,
  datasource,
  gridPos: { x, y, w: panel.width, h: height },
  targets: panel.lines.map((line, i) => targetOf(line, i, panel)),
  options: optionsOf(panel),
  fieldConfig: {
    defaults: { unit: panel.unit, min: 0, thresholds: { mode: 'absolute', steps: stepsOf(panel) } },
    overrides: [],
  },
});

/** All panels, row by row, each at its place. */
function panelsOf(): object[] {
  const all: object[] = [];
  let y = 0;
  for (const { title, height, panels } of rows) {
    all.push({
      id: all.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    let x = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) [x, y] = [0, y + height];
      all.push(panelOf(panel, { id: all.length + 1, x, y }, height));
      x += panel.width;
    }
    y += height;
  }
  return all;
}

/** A list of values of a label, to choose from. */
const chosen = (name: string, metric: string, label: string) => ({
  name,
  label: name,
  type: 'query',
  datasource,
  query: `label_values(${metric}, ${label})`,
  refresh: 2,
  multi: true,
  includeAll: true,
  allValue: '.*',
  sort: 1,
});

const variables = [
  {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    multi: false,
    includeAll: false,
  },
  chosen('job', 'tocsin_reconcile_runs_total', 'job'),
  chosen('destination', 'tocsin_deliveries_total', 'destination'),
];

/**
 * The dashboard as Grafana imports it
 * (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/).
 */
export const grafanaText = (): string =>
  `${JSON.stringify(
    {
      uid: 'tocsin',
      title: 'Tocsin',
      description: 'Security alerts: what comes in, what goes out, what is stuck. docs/runbook.md says what to do.',
      tags: ['tocsin'],
      timezone: 'browser',
      editable: true,
      graphTooltip: 1,
      schemaVersion: 41,
      refresh: '30s',
      time: { from: 'now-6h', to: 'now' },
      annotations: { list: [] },
      templating: { list: variables },
      panels: panelsOf(),
    },
    undefined,
    2,
  )}\n`;
