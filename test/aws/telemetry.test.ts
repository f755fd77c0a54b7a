import { describe, expect, it } from 'vitest';
import { metricsOf, NAMESPACE } from '../../lambdas/aws/telemetry.ts';

describe('what alarms watch', () => {
  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['delivery.attempted', { status: 'delivered' }, ['Delivered']],
    ['delivery.attempted', { status: 'dead', reason: 'invalid_blocks' }, ['Dead']],
    ['delivery.attempted', { status: 'retrying' }, ['Retried']],
    ['delivery.attempted', { status: 'unknown' }, ['Retried']],
    ['delivery.engine_failed', { stage: 'claim' }, ['EngineFailed']],
    ['alert.unrouted', {}, ['Unrouted']],
    ['ledger.unbalanced', {}, ['Unbalanced']],
    ['ledger.balanced', {}, []],
    ['webhook.routed', {}, []],
    ['anything.else', { status: 'dead' }, []],
  ])('%s %j counts as %j', (event, fields, names) => {
    expect(metricsOf(event, fields)).toEqual(names);
  });

  it('is found under one namespace', () => {
    expect(NAMESPACE).toBe('Tocsin');
  });
});
