import { describe, expect, it, vi } from 'vitest';
import { allSeriesOf, metricOf, metrics, seriesOf } from '../../lambdas/domain/metrics.ts';
import { metricLine } from '../../lambdas/functions/console-log.ts';
import { createTelemetry } from '../../lambdas/functions/telemetry.ts';
import { type Event, emittedBy, seriesIn } from '../local/metrics/emf.ts';

/** The series of one invocation; one value stands for itself. */
const seriesOfAll = (...events: readonly Event[]) =>
  Object.fromEntries(
    [...seriesIn(emittedBy(...events))].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );

describe('what CloudWatch counts', () => {
  it.each<[Event, Readonly<Record<string, unknown>>]>([
    [
      ['delivery.completed', { destination: 'a', status: 'delivered', outcome: 'delivered', notifyMs: 1500 }],
      { DeliveriesDelivered: 1, AttemptsDelivered: 1, NotifySeconds: 1.5 },
    ],
    [
      ['delivery.completed', { status: 'dead', outcome: 'rejected', reason: 'invalid_blocks' }],
      { DeliveriesDead: 1, AttemptsRejected: 1 },
    ],
    [['delivery.completed', { status: 'retrying', outcome: 'retry' }], { DeliveriesRetrying: 1, AttemptsRetry: 1 }],
    [['delivery.completed', { status: 'retrying', reason: 'quota' }], { DeliveriesRetrying: 1, PermitWaits: 1 }],
    [['delivery.completed', { status: 'unknown', outcome: 'unknown' }], { DeliveriesUnknown: 1, AttemptsUnknown: 1 }],
    [['delivery.completed', { status: 'merged', count: 7 }], { DeliveriesMerged: 7 }],
    [['delivery.completed', { status: 'queued', reason: 'in_group' }], {}],
    [
      ['delivery.completed', { status: 'dead', count: 20, outcome: 'rejected' }],
      { DeliveriesDead: 20, AttemptsRejected: 20 },
    ],
    [['delivery.attempted', { status: 'dead' }], {}],
    [['delivery.confirmed', { deliveryId: 'akto:1:slack' }], { DeliveriesDelivered: 1 }],
    [
      ['alerts.counted', { source: 'a', alerts: { 'threat/high': 3, 'exposure/low': 1 }, suppressed: { slack: 2 } }],
      { Alerts: 4, DeliveriesSuppressed: 2 },
    ],
    [['webhook.route_failed', {}], { InternalErrorsRoute: 1 }],
    [['system_alert.emit_failed', {}], { InternalErrorsRoute: 1 }],
    [['webhook.deferred', {}], {}],
    [['delivery.internal_error', { stage: 'claim' }], { InternalErrorsDeliver: 1 }],
    [['message.decode_failed', { queue: 'deliveries' }], { InternalErrorsDeliver: 1 }],
    [['row.version_rejected', {}], { InternalErrorsDeliver: 1 }],
    [['reconcile.step_failed', { step: 'audit' }], { InternalErrorsOther: 1 }],
    [['alert.unrouted', {}], { AlertsUnrouted: 1 }],
    [['callback.refused', { address: '192.0.2.1', count: 7 }], { CallbacksRefused: 1 }],
    [['ledger.balanced', {}], { ReconcileRuns: 1 }],
    [['webhook.routed', {}], {}],
    [['anything.else', { status: 'dead' }], {}],
  ])('%j', (event, series) => {
    expect(seriesOfAll(event)).toEqual(series);
  });

  it('adds up one invocation in one line, of its stack alone', () => {
    const dead: Event = ['delivery.completed', { status: 'dead', count: 20 }];
    const lines = emittedBy(dead, dead, ['alert.unrouted', {}]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Tocsin', Dimensions: [['stack']] }] },
      stack: 'blue',
      DeliveriesDead: 40,
      AlertsUnrouted: 1,
    });
  });

  it('keeps each value of a distribution', () => {
    const delivered = (notifyMs: number, count: number): Event => [
      'delivery.completed',
      { status: 'delivered', outcome: 'delivered', notifyMs, count },
    ];
    expect(seriesOfAll(delivered(1000, 2), delivered(3000, 1))['NotifySeconds']).toEqual([1, 1, 3]);
  });

  it('writes no line for what is only counted', () => {
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    createTelemetry('route').log('alerts.counted', { alerts: { 'threat/high': 1 } });
    const lines = write.mock.calls.length;
    write.mockRestore();
    expect(lines).toBe(0);
  });

  it('has 30 series at most', () => {
    const series = metrics.flatMap(allSeriesOf);
    expect(series.length).toBeLessThanOrEqual(30);
    expect(new Set(series).size).toBe(series.length);
  });
});

describe('what ingest answered counts', () => {
  it.each<[string, string | undefined]>([
    ['accepted', 'WebhooksAccepted'],
    ['credential', 'WebhooksRefusedCredential'],
    ['stale', 'WebhooksRefusedCredential'],
    ['address', 'WebhooksRefusedCredential'],
    ['limit', 'WebhooksRefusedLimit'],
    ['too-large', 'WebhooksRefusedTooLarge'],
    ['no-secret', 'WebhooksRefusedUnavailable'],
    ['unverified', 'WebhooksRefusedUnavailable'],
    ['store-failed', 'WebhooksRefusedUnavailable'],
    ['overloaded', 'WebhooksRefusedUnavailable'],
    ['unknown-source', 'WebhooksRefusedOther'],
    ['method', 'WebhooksRefusedOther'],
    ['encoding', 'WebhooksRefusedOther'],
    ['handshake', undefined],
  ])('%s as %s, as the list says', (outcome, name) => {
    const line = metricLine('webhook.answered', { source: 'akto', outcome, status: 202 }, 1_763_755_200_000, 'blue');
    if (name === undefined) {
      expect(line).toBeUndefined();
      return;
    }
    const metric = { Namespace: 'Tocsin', Dimensions: [['stack']], Metrics: [{ Name: name, Unit: 'Count' }] };
    expect(JSON.parse(line ?? '')).toMatchObject({
      _aws: { Timestamp: 1_763_755_200_000, CloudWatchMetrics: [metric] },
      stack: 'blue',
      source: 'akto',
      [name]: 1,
      level: 'INFO',
      event: 'webhook.answered',
    });
    const listed = metricOf(outcome === 'accepted' ? 'webhooks_accepted' : 'webhooks_refused');
    expect(seriesOf(listed, { reason: outcome.replaceAll('-', '_') })).toBe(name);
  });

  it('and nothing else does', () => {
    expect(metricLine('webhook.store_failed', { source: 'akto', outcome: 'accepted' }, 0, 'blue')).toBeUndefined();
  });
});
