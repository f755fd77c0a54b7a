import { describe, expect, it } from 'vitest';
import { createMetrics, type SystemMetrics } from '../../../infra/local/metrics/metrics.ts';
import type { Measured } from '../../../lambdas/engine/metrics/measure.ts';
import { type Event, emittedBy, seriesIn } from './emf.ts';
import { samplesIn, sumOf } from './prometheus-text.ts';
import { inCloudWatch, inPrometheus } from './same-numbers.ts';

const names = { sources: { akto: {} }, destinations: { soc: {}, siem: {} } } as never;

const state: Measured = {
  backlog: { queued: 4, sending: 1, retrying: 7, unknown: 2 },
  oldestCriticalSeconds: 90,
  circuitsOpen: { soc: 1, siem: 0 },
  ledgerImbalance: 3,
  deadLetters: { webhooks: 2, deliveries: 1 },
};

interface Under {
  readonly metrics: SystemMetrics;
  readonly logged: Event[];
  readonly measured: () => number;
}

function metricsOver(measure: () => Promise<Measured> = async () => state, freshMs?: number): Under {
  const logged: Event[] = [];
  let measured = 0;
  const metrics = createMetrics({
    config: () => names,
    measure: () => {
      measured += 1;
      return measure();
    },
    log: (...event) => void logged.push(event),
    ...(freshMs === undefined ? {} : { freshMs }),
  });
  return { metrics, logged, measured: () => measured };
}

/** A little of everything that is counted. */
const history: readonly Event[] = [
  ['webhook.answered', { source: 'akto', outcome: 'accepted' }],
  ['webhook.answered', { source: 'akto', outcome: 'credential' }],
  ['webhook.answered', { source: 'akto', outcome: 'too-large' }],
  ['webhook.answered', { source: 'whatever', outcome: 'unknown-source' }],
  ['webhook.answered', { source: 'akto', outcome: 'handshake' }],
  ['alerts.counted', { source: 'akto', alerts: { 'threat/high': 3, 'exposure/low': 1 }, suppressed: { soc: 2 } }],
  ['alert.unrouted', {}],
  ['delivery.completed', { destination: 'siem', status: 'delivered', outcome: 'delivered', count: 20, notifyMs: 700 }],
  ['delivery.completed', { destination: 'soc', status: 'delivered', outcome: 'delivered', notifyMs: 42_000 }],
  ['delivery.completed', { destination: 'soc', status: 'dead', outcome: 'rejected' }],
  ['delivery.completed', { destination: 'soc', status: 'retrying', outcome: 'retry' }],
  ['delivery.completed', { destination: 'soc', status: 'retrying', reason: 'quota' }],
  ['delivery.completed', { destination: 'soc', status: 'unknown', outcome: 'unknown' }],
  ['delivery.completed', { destination: 'soc', status: 'queued', reason: 'in_group' }],
  ['delivery.completed', { destination: 'soc', status: 'merged', count: 5 }],
  ['delivery.confirmed', { deliveryId: 'akto:1:soc' }],
  ['webhook.route_failed', {}],
  ['delivery.internal_error', { stage: 'claim' }],
  ['reconcile.step_failed', { step: 'audit' }],
  ['api.failed', {}],
  ['callback.refused', { count: 3 }],
  ['ledger.balanced', {}],
];

describe('the metrics of one history', () => {
  it('are the same numbers at /metrics and in CloudWatch, and none is left out', async () => {
    const { metrics } = metricsOver();
    for (const event of history) metrics.log(...event);
    const scraped = inPrometheus(samplesIn((await metrics.scrape()).text));
    const answered = history.filter(([event]) => event === 'webhook.answered');
    const emitted = emittedBy(...history, ['installation.measured', { ...state }]);
    expect(answered.length).toBeGreaterThan(0);
    expect(scraped).toEqual(inCloudWatch(seriesIn(emitted)));
    expect(scraped.filter(({ sum }) => sum === 0)).toEqual([]);
  });

  it('are split by labels', async () => {
    const { metrics } = metricsOver();
    for (const event of history) metrics.log(...event);
    const samples = samplesIn((await metrics.scrape()).text);
    const valueAt = (name: string, labels: object) =>
      samples.find((each) => each.name === name && Object.entries(labels).every(([k, v]) => each.labels[k] === v))
        ?.value;
    expect(valueAt('tocsin_deliveries_total', { destination: 'siem', state: 'delivered' })).toBe(20);
    expect(valueAt('tocsin_deliveries_total', { destination: 'soc', state: 'suppressed' })).toBe(2);
    expect(valueAt('tocsin_alerts_total', { source: 'akto', class: 'threat', severity: 'high' })).toBe(3);
    expect(valueAt('tocsin_webhooks_refused_total', { source: 'akto', reason: 'too_large' })).toBe(1);
    expect(valueAt('tocsin_notify_seconds_bucket', { destination: 'siem', le: '1' })).toBe(20);
    expect(valueAt('tocsin_circuits_open', { destination: 'siem' })).toBe(0);
  });
});

describe('a scrape', () => {
  it('begins at 0 for all that is configured', async () => {
    const { metrics } = metricsOver();
    const samples = samplesIn((await metrics.scrape()).text);
    const has = (name: string) => samples.filter((each) => each.name === name).map(({ value }) => value);
    expect(has('tocsin_webhooks_accepted_total')).toEqual([0]);
    expect(has('tocsin_deliveries_total')).toHaveLength(12);
    expect(has('tocsin_reconcile_runs_total')).toEqual([0]);
  });

  it('has the metrics of the process, once', async () => {
    for (const { metrics } of [metricsOver(), metricsOver()]) {
      const samples = samplesIn((await metrics.scrape()).text);
      expect(samples.filter(({ name }) => name === 'process_cpu_seconds_total')).toHaveLength(1);
    }
  });

  it('makes no series of names that strangers choose', async () => {
    const { metrics } = metricsOver();
    for (let i = 0; i < 500; i += 1) {
      metrics.log('webhook.answered', { source: `s${i}`, outcome: 'unknown-source' });
      metrics.log('webhook.answered', { source: `s${i}`, outcome: 'accepted' });
      metrics.log('delivery.completed', { destination: `d${i}`, status: 'dead', outcome: 'rejected' });
    }
    const samples = samplesIn((await metrics.scrape()).text).filter(({ name }) => name.startsWith('tocsin_'));
    expect(samples.length).toBeLessThan(120);
    const other = samples.filter(({ labels }) => labels['source'] === 'other' || labels['destination'] === 'other');
    expect(sumOf(other, 'tocsin_webhooks_accepted_total')).toBe(500);
    expect(sumOf(other, 'tocsin_deliveries_total')).toBe(500);
    expect(sumOf(samples, 'tocsin_webhooks_refused_total')).toBe(500);
  });

  it('reads the store once for scrapes that come together or soon after', async () => {
    const { metrics, measured } = metricsOver();
    await Promise.all([metrics.scrape(), metrics.scrape(), metrics.scrape()]);
    await metrics.scrape();
    expect(measured()).toBe(1);
  });

  it('answers with the counters when the store does not', async () => {
    const { metrics, logged } = metricsOver(() => Promise.reject(new TypeError('secret text')));
    metrics.log('alert.unrouted', {});
    const samples = samplesIn((await metrics.scrape()).text);
    expect(sumOf(samples, 'tocsin_alerts_unrouted_total')).toBe(1);
    expect(logged).toContainEqual(['metrics.measure_failed', { error: 'TypeError' }]);
  });

  it('forgets a gauge whose destination is gone', async () => {
    let current = state;
    const { metrics } = metricsOver(async () => current, 0);
    await metrics.scrape();
    current = { ...state, circuitsOpen: { siem: 0 } };
    const samples = samplesIn((await metrics.scrape()).text);
    expect(samples.filter(({ name }) => name === 'tocsin_circuits_open').map(({ labels }) => labels)).toEqual([
      { destination: 'siem' },
    ]);
  });
});
