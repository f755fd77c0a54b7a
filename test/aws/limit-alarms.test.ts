import { describe, expect, it } from 'vitest';
import { metricLine } from '../../lambdas/functions/console-log.ts';
import { all, template } from './template.ts';

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Namespace: string;
      readonly Dimensions: readonly object[];
    };
  };
}
interface Alarm {
  readonly Threshold: number;
  readonly Metrics?: readonly Query[];
}
const alarms: readonly Alarm[] = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const alarmOver = (name: string): Alarm | undefined =>
  alarms.find(({ Metrics = [] }) => Metrics.some(({ MetricStat }) => MetricStat?.Metric.MetricName === name));

/** What an expression of an alarm comes to, when its series have these values. */
function sumOf({ Metrics = [] }: Alarm, values: Readonly<Record<string, number>>): number {
  const expression = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? '';
  const named = expression.replaceAll(/FILL\((\w+), 0\)/g, (_, id: string) => {
    const name = Metrics.find(({ Id }) => Id === id)?.MetricStat?.Metric.MetricName ?? '';
    return String(values[name] ?? 0);
  });
  return named
    .split(' + ')
    .map((term) => {
      const [, dividend, divisor] = /^FLOOR\((\d+) \/ (\d+)\)$/.exec(term) ?? [];
      return dividend === undefined ? Number(term) : Math.floor(Number(dividend) / Number(divisor));
    })
    .reduce((n, each) => n + each, 0);
}

describe('refused webhooks', () => {
  const refused = alarmOver('WebhooksRefusedCredential');

  it.each<[string, Readonly<Record<string, number>>, number]>([
    ['nothing is refused', {}, 0],
    ['one has a wrong credential', { WebhooksRefusedCredential: 1 }, 1],
    ['one is over its limit, and one too large', { WebhooksRefusedLimit: 1, WebhooksRefusedTooLarge: 1 }, 2],
    ['a secret is not set', { WebhooksRefusedUnavailable: 3 }, 3],
    ['the gateway refuses one', { WebhooksRefusedGateway: 1 }, 1],
    ['strangers guess nine addresses', { WebhooksRefusedOther: 9 }, 0],
    ['a source was renamed and sends on', { WebhooksRefusedOther: 25 }, 2],
  ])('ring as often as they should, when %s', (_, values, above) => {
    expect(refused).toBeDefined();
    if (refused === undefined) return;
    expect(sumOf(refused, values)).toBe(above);
    expect(refused.Threshold).toBe(0);
  });

  it('are counted by the names that ingest counts them under, for this stack alone', () => {
    const series = (refused?.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
    const names = series.map(({ MetricName }) => MetricName);
    for (const outcome of ['credential', 'limit', 'too-large', 'no-secret', 'unknown-source']) {
      const line = metricLine('webhook.answered', { outcome }, 0, 'Tocsin');
      const { MetricName = '' } = series.find(({ MetricName }) => line?.includes(`"${MetricName}"`)) ?? {};
      expect(names, outcome).toContain(MetricName);
    }
    for (const { Namespace, Dimensions } of series)
      expect({ Namespace, Dimensions }).toEqual({
        Namespace: 'Tocsin',
        Dimensions: [{ Name: 'stack', Value: 'Tocsin' }],
      });
  });

  it('by the gateway are counted from its access log, which names the stack', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.error = "THROTTLED") || ($.error = "REQUEST_TOO_LARGE") }',
      MetricTransformations: [
        { MetricName: 'WebhooksRefusedGateway', MetricValue: '1', Dimensions: [{ Key: 'stack', Value: '$.stack' }] },
      ],
    });
    const [stage] = all('AWS::ApiGateway::Stage');
    expect(JSON.parse(stage?.['Properties'].AccessLogSetting.Format)).toMatchObject({
      error: '$context.error.responseType',
      stack: 'Tocsin',
    });
  });
});

it('messages in flight ring long before SQS hands out no more', () => {
  const alarm = alarmOver('ApproximateNumberOfMessagesNotVisible');
  expect(alarm?.Threshold).toBe(80_000);
  expect(alarm?.Metrics?.filter(({ MetricStat }) => MetricStat !== undefined)).toHaveLength(2);
});
