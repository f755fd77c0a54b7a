import { describe, expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const apiKey = '00000000-not0-real-0000-integrationk';
const full = alertNamed('full');
const attempt = attemptFor(full);
const connect = (settings: object = {}) => destinations['jsm-operations'].connect({ apiKey, ...settings });
const first = { id: '43a29c5c-3dbf-4fa4-9c26-f4f71023e120' };
const repeats = {
  title: 'Again',
  severity: 'high',
  count: 2,
  total: 3,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
} as const;

const aliasIn = (body = '{}'): string => (JSON.parse(body) as { alias: string }).alias;

describe('JSM Operations', () => {
  it.each([
    [{}, 'https://api.atlassian.com/jsm/ops/integration/v2/alerts'],
    [{ apiUrl: 'https://api.eu.opsgenie.com' }, 'https://api.eu.opsgenie.com/v2/alerts'],
    [{ apiUrl: 'https://api.opsgenie.com/v2/alerts/' }, 'https://api.opsgenie.com/v2/alerts'],
  ])('%j is sent to %s', (settings, url) => {
    expect(connect(settings).render(full, attempt).url).toBe(url);
  });

  it('speaks of one alias throughout, though the receipt is the id of a request', () => {
    const { render, conversation } = connect();
    const alias = aliasIn(render(full, attempt).body);
    expect(aliasIn(conversation?.reply(repeats, attempt, first, full).body)).toBe(alias);
    const over = conversation?.reply({ ...repeats, isResolved: true }, attempt, first, full);
    expect(over?.url).toContain(`/v2/alerts/${alias}/close?identifierType=alias`);
    expect(conversation?.edit?.(repeats, full, attempt, first)?.url).toContain(`/v2/alerts/${alias}/notes?`);
    expect(conversation?.edit?.({ ...repeats, isResolved: true }, full, attempt, first)).toBeUndefined();
    expect(render({ ...full, state: 'resolved' }, attempt).url).toContain(`/${alias}/close?`);
  });
});
