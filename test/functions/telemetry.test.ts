import { describe, expect, it } from 'vitest';
import { metricLine } from '../../lambdas/functions/console-log.ts';
import { NAMESPACE } from '../../lambdas/functions/namespace.ts';
import { metricsOf } from '../../lambdas/functions/telemetry.ts';

describe('what alarms watch', () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['delivery.completed', { status: 'delivered' }, ['Delivered']],
    ['delivery.completed', { status: 'dead', reason: 'invalid_blocks' }, ['Dead']],
    ['delivery.completed', { status: 'retrying' }, ['Retried']],
    ['delivery.completed', { status: 'unknown' }, ['Retried']],
    ['delivery.completed', { status: 'merged' }, []],
    ['delivery.attempted', { status: 'dead' }, []],
    ['webhook.route_failed', {}, ['RouteFailed']],
    ['system_alert.emit_failed', {}, ['RouteFailed']],
    ['webhook.deferred', {}, []],
    ['delivery.internal_error', { stage: 'claim' }, ['EngineFailed']],
    ['message.decode_failed', { queue: 'deliveries' }, ['EngineFailed']],
    ['row.version_rejected', {}, ['EngineFailed']],
    ['alert.unrouted', {}, ['Unrouted']],
    ['callback.refused', { address: '192.0.2.1', count: 7 }, ['CallbackRefused']],
    ['ledger.unbalanced', {}, ['Unbalanced']],
    ['ledger.balanced', {}, []],
    ['webhook.routed', {}, []],
    ['anything.else', { status: 'dead' }, []],
  ])('%s %j counts as %j', (event, fields, names) => {
    expect(metricsOf(event, fields)).toEqual(names.map((name) => ({ name, count: 1 })));
  });

  it('counts each delivery of a batch', () => {
    expect(metricsOf('delivery.completed', { status: 'dead', count: 20 })).toEqual([{ name: 'Dead', count: 20 }]);
  });

  it('is found under one namespace', () => {
    expect(NAMESPACE).toBe('Tocsin');
  });
});

describe('what ingest answered counts by source', () => {
  it.each<[string, string | undefined]>([
    ['accepted', 'Accepted'],
    ['credential', 'Refused'],
    ['stale', 'Refused'],
    ['limit', 'Refused'],
    ['too-large', 'Refused'],
    // A stranger may call any name: it would make a metric of each.
    ['unknown-source', undefined],
    ['handshake', undefined],
  ])('%s as %s', (outcome, name) => {
    const line = metricLine('webhook.answered', { source: 'akto', outcome, status: 202 }, 1_763_755_200_000);
    if (name === undefined) expect(line).toBeUndefined();
    else
      expect(JSON.parse(line ?? '')).toMatchObject({
        _aws: {
          Timestamp: 1_763_755_200_000,
          CloudWatchMetrics: [
            { Namespace: 'Tocsin', Dimensions: [['source']], Metrics: [{ Name: name, Unit: 'Count' }] },
          ],
        },
        source: 'akto',
        [name]: 1,
        level: 'INFO',
        event: 'webhook.answered',
      });
  });

  it('and nothing else does', () => {
    expect(metricLine('webhook.store_failed', { source: 'akto', outcome: 'accepted' }, 0)).toBeUndefined();
  });
});
