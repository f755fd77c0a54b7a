import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { allSeriesOf, metrics } from '../../lambdas/domain/metrics.ts';
import { NAMESPACE } from '../../lambdas/functions/namespace.ts';
import { all, template } from './template.ts';

/** A text of CloudFormation, with a name in the place of what is known at deployment alone. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new Error(`no text: ${JSON.stringify(value)}`);
  const [[key, inner] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return inner === 'AWS::Region' ? 'eu-central-1' : String(inner);
  if (key === 'Fn::GetAtt') return inner[1] === 'Arn' ? `arn:aws:x:${inner[0]}` : String(inner);
  if (key === 'Fn::Join') return inner[1].map(textOf).join(inner[0]);
  throw new Error(`no text: ${JSON.stringify(value)}`);
}

const [dashboard] = all('AWS::CloudWatch::Dashboard');
const body = JSON.parse(textOf(dashboard?.['Properties'].DashboardBody));
const { schema } = JSON.parse(readFileSync('test/validators/cloudwatch-dashboard.json', 'utf8'));

/** `[namespace, name, dimension, value, …]` of every line of every graph. */
const lines: readonly (readonly unknown[])[] = body.widgets.flatMap(
  (widget: { properties: { metrics?: unknown[][] } }) => widget.properties.metrics ?? [],
);

describe('the dashboard of the stack', () => {
  it('is one, under the name of the stack', () => {
    expect(all('AWS::CloudWatch::Dashboard')).toHaveLength(1);
    expect(dashboard?.['Properties'].DashboardName).toBe('Tocsin');
  });

  it('has the structure that AWS documents', () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    validate(body);
    expect(validate.errors ?? []).toEqual([]);
    validate({ ...body, widgets: [{ ...body.widgets[0], type: 'graph' }] });
    expect(validate.errors).not.toBeNull();
  });

  it('has a place for every metric, and none for what does not exist', () => {
    const shown = lines.filter(([namespace]) => namespace === NAMESPACE).map(([, name]) => String(name));
    const listed = metrics.flatMap(allSeriesOf);
    expect(listed.filter((name) => !shown.includes(name))).toEqual([]);
    expect(shown.filter((name) => !listed.includes(name))).toEqual([]);
  });

  it('shows this stack alone', () => {
    for (const [namespace, , dimension, value] of lines)
      if (namespace === NAMESPACE) expect([dimension, value]).toEqual(['stack', 'Tocsin']);
  });

  it('shows every alarm', () => {
    const widget = body.widgets.find(({ type }: { type: string }) => type === 'alarm');
    expect(widget.properties.alarms).toHaveLength(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length);
  });

  it('lays no widget over another', () => {
    const cells = body.widgets.flatMap(({ x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
