import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { tokensIn } from '../../lambdas/config/tokens.ts';
import { createApp } from '../../lambdas/engine/api/app.ts';
import type { Ports } from '../../lambdas/engine/api/ports.ts';

const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/console.md', 'utf8')) ?? [];
const secrets = { ONCALL_TOKEN: 'secret-of-oncall', DASHBOARD_TOKEN: 'secret-of-dashboard' };

/** The status of a request to the API of the example, at a time. */
async function statusOf(
  method: string,
  token: string,
  now = '2026-11-21T20:00:00Z',
  values: object = secrets,
): Promise<number> {
  const config = configOf(yaml, 'docs/console.md', false, () => undefined);
  const ports: Partial<Ports> = {
    adminToken: async () => 'the-admin-token',
    namedTokens: async () => tokensIn(config.tokens, { ...values }),
    installed: config,
    now: () => Date.parse(now),
    log: () => undefined,
  };
  const headers = { authorization: `Bearer ${token}` };
  return (await createApp(ports as Ports).request('/v1/routes', { method, headers })).status;
}

describe('the example of docs/console.md', () => {
  it('lets both tokens read, and one of them no more', async () => {
    expect(await statusOf('GET', 'secret-of-oncall')).toBe(200);
    expect(await statusOf('GET', 'secret-of-dashboard')).toBe(200);
    expect(await statusOf('POST', 'secret-of-dashboard')).toBe(403);
    expect(await statusOf('POST', 'secret-of-oncall'), 'allowed, and no such method').toBe(405);
  });

  it('ends a token with its day', async () => {
    expect(await statusOf('GET', 'secret-of-dashboard', '2026-12-31T23:59:59Z')).toBe(200);
    expect(await statusOf('GET', 'secret-of-dashboard', '2027-01-01T00:00:00Z')).toBe(401);
  });

  it.each(['', 'short', `\${ONCALL_TOKEN}`])('accepts no token whose secret is %j', async (value) => {
    const token = value === '' ? '""' : value;
    expect(await statusOf('GET', token, undefined, { ONCALL_TOKEN: value === 'short' ? 'short' : '' })).toBe(401);
  });
});
