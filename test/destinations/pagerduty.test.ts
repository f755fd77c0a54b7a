import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const routingKey = 'notarealkey0notarealkey0notareal';
const full = alertNamed('full');
const connect = (settings: object = {}) => destinations.pagerduty.connect({ routingKey, ...settings });
const event = (parts: object = {}) =>
  JSON.parse(connect().render({ ...full, ...parts }, attemptFor(full)).body ?? '{}') as unknown;

describe('PagerDuty', () => {
  it.each([
    [{}, 'https://events.pagerduty.com/v2/enqueue'],
    [{ apiUrl: 'https://events.eu.pagerduty.com/' }, 'https://events.eu.pagerduty.com/v2/enqueue'],
    [{ apiUrl: 'https://events.eu.pagerduty.com/v2/enqueue' }, 'https://events.eu.pagerduty.com/v2/enqueue'],
  ])('%j is sent to %s', (settings, url) => {
    expect(connect(settings).render(full, attemptFor(full)).url).toBe(url);
  });

  it.each([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
    ['info', 'info'],
  ])('%s is its %s', (severity, theirs) => {
    expect(at(event({ severity }), 'payload', 'severity')).toBe(theirs);
  });

  it('knows another occurrence of a problem by the same key, and resolves what is over by it', () => {
    const key = at(event(), 'dedup_key');
    expect(at(event({ id: 'x:1', title: 'later', occurredAt: full.receivedAt }), 'dedup_key')).toBe(key);
    expect(event({ state: 'resolved' })).toEqual({ routing_key: routingKey, event_action: 'resolve', dedup_key: key });
  });

  it('says what an integration key is', () => {
    const result = destinations.pagerduty.settings.safeParse({ routingKey: 'abc' });
    expect(JSON.stringify(result.error?.issues)).toContain('expected 32 letters and digits');
  });
});
