/** The dashboard and the rules for Prometheus: valid, and of metrics that there are. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Metric, metrics, prometheusName } from '../../lambdas/domain/metrics.ts';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly options?: object;
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const dashboard = JSON.parse(read('docs/content/grafana/tocsin.json'));
const panels: readonly Panel[] = dashboard.panels;
const schemas = JSON.parse(read('test/validators/grafana-dashboard.json'));
const rules: readonly Rule[] = parse(read('docs/content/prometheus/tocsin.rules.yml')).groups[0].rules;
const names: readonly string[] = metrics.map(prometheusName);

/** The metrics that an expression names; the samples of a histogram belong to it. */
const namedIn = (expr: string): string[] =>
  (expr.match(/\btocsin_\w+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, ''));

/** What is wrong with a document by a schema of Grafana; options of panels by a definition of theirs. */
function errorsOf(name: string, document: unknown, definition?: string): unknown {
  const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
  const schema = schemas[name];
  const validate = ajv.compile(definition === undefined ? schema : { ...schema, $ref: `#/definitions/${definition}` });
  validate(document);
  return validate.errors ?? [];
}

const labelsOf = (name: string): readonly string[] =>
  metrics.find((metric: Metric) => prometheusName(metric) === name)?.labels ?? [];

describe('the dashboard for Grafana', () => {
  it('is valid by the schema of Grafana', () => {
    expect(errorsOf('dashboard', dashboard)).toEqual([]);
    expect(errorsOf('dashboard', { ...dashboard, colour: 'red' })).not.toEqual([]);
  });

  it('has queries and options that are valid by the schemas of their plugins', () => {
    for (const { type, targets = [], options } of panels) {
      for (const target of targets) expect(errorsOf('prometheus', target)).toEqual([]);
      if (type !== 'row') expect(errorsOf(type, options, 'Options')).toEqual([]);
    }
  });

  it('has a place for every metric, and none for what does not exist', () => {
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namedIn(expr)));
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
    expect(shown.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('names lines by labels that their metric has', () => {
    for (const { targets = [] } of panels)
      for (const { expr, legendFormat } of targets)
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(namedIn(expr).flatMap(labelsOf), `${expr}: ${label}`).toContain(label);
  });

  it('lays no panel over another', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});

describe('the rules for Prometheus', () => {
  const runbook = read('docs/runbook.md');
  const sections = new Map(
    runbook
      .split(/^## /m)
      .slice(1)
      .map((text) => [
        (text.split('\n')[0] ?? '')
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
        text,
      ]),
  );

  it('name metrics that there are, and no metric of trouble is left out', () => {
    const named = rules.flatMap(({ expr }) => namedIn(expr));
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
    const ofTrouble = metrics.filter((each) => 'runbook' in each).map(prometheusName);
    expect(ofTrouble.filter((name) => !named.includes(name))).toEqual([]);
  });

  it('ask for labels that their metric has', () => {
    for (const { alert, expr } of rules)
      for (const [, name = '', labels = ''] of expr.matchAll(/\b(tocsin_\w+)\{([^}]*)\}/g))
        for (const [, label = ''] of labels.matchAll(/(\w+)(?:=|!=|=~|!~)"/g))
          expect(labelsOf(name), `${alert}: ${label}`).toContain(label);
  });

  it('are in the section of the runbook that they link to, each once, and no other is named there', () => {
    for (const { alert, annotations } of rules) {
      const [, anchor = ''] = /^docs\/runbook\.md#(.*)$/.exec(annotations['runbook'] ?? '') ?? [];
      expect(sections.get(anchor), alert).toContain(`\`${alert}\``);
    }
    const named = [...runbook.matchAll(/`(Tocsin\w+)`/g)].map(([, name = '']) => name);
    expect(named.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it('say what is wrong and how urgent it is', () => {
    for (const { labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels['severity']);
      expect(annotations['summary']).toMatch(/\w/);
      expect(annotations['description']).toMatch(/[.?]$/);
    }
  });
});
