/** Metrics of a whole system: what comes in at its door and goes out to receivers that misbehave, as `/metrics` and CloudWatch count it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Event, emittedBy, seriesIn } from '../local/metrics/emf.ts';
import { type Sample, samplesIn, sumOf } from '../local/metrics/prometheus-text.ts';
import { inCloudWatch, inPrometheus } from '../local/metrics/same-numbers.ts';
import { ADMIN_TOKEN, aktoSource, aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, type Reply, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

const hook = (name: string, more = '') => `{ type: webhook, url: "${receiver.url}/${name}"${more} }`;

async function scrape(authorization = `Bearer ${ADMIN_TOKEN}`) {
  const answer = await fetch(`${pipeline.url}/metrics`, { headers: { authorization } });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}
const samples = async (): Promise<readonly Sample[]> => samplesIn((await scrape()).text);

const oneOf = (all: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): number | undefined =>
  all.find((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value))
    ?.value;

const replies: Readonly<Record<string, Reply>> = {
  '/refuses': { status: 400, body: 'invalid_payload' },
  '/silent': { status: 200, cut: true },
  '/locked': { status: 401 },
  '/siem/services/collector/event': { status: 200, body: '{"text":"Success","code":0}' },
};

beforeAll(async () => {
  receiver = await startReceiver((path, nth) => (path === '/flaky' && nth === 1 ? { status: 503 } : replies[path]));
  pipeline = await startPipeline(
    yamlOf(
      {
        good: hook('good'),
        refuses: `{ type: slack, webhookUrl: "${receiver.url}/refuses" }`,
        flaky: hook('flaky'),
        silent: hook('silent'),
        locked: hook('locked'),
        siem: `{ type: splunk, url: "${receiver.url}/siem", token: "\${KEY}" }`,
      },
      {
        akto: aktoSource,
        slow: `{ type: akto, auth: { bearer: "\${HOOK_TOKEN}" }, limit: { perMinute: 1 } }`,
      },
      [
        '  - { match: { source: akto }, to: [good, refuses, flaky, silent, locked, siem] }',
        '  - { match: { source: slow, severity: info }, to: [good] }',
      ].join('\n'),
    ),
    { KEY: '0123456789abcdef0123456789abcdef' },
  );
  await pipeline.hook('akto', aktoWebhook(1));
  await pipeline.hook('slow', aktoWebhook(2));
  await pipeline.hook('slow', aktoWebhook(3));
  await pipeline.hook('akto', aktoWebhook(4), { authorization: 'Bearer wrong' });
  await pipeline.hook('nobody', aktoWebhook(5));
  await pipeline.request('/v1/hooks/akto', {
    method: 'POST',
    headers: { authorization: 'Bearer pipeline-hook-token' },
    body: 'x'.repeat(11 * 1024 * 1024),
  });
  await until(
    'what can be sent is sent, and reconcile has run',
    async () => {
      const all = await samples();
      const isDone =
        oneOf(all, 'tocsin_deliveries_total', { destination: 'flaky', state: 'delivered' }) === 1 &&
        (oneOf(all, 'tocsin_deliveries_total', { destination: 'silent', state: 'unknown' }) ?? 0) > 0 &&
        sumOf(all, 'tocsin_reconcile_runs_total') > 0;
      return isDone ? true : undefined;
    },
    60_000,
  );
}, 90_000);
afterAll(async () => {
  await pipeline?.close();
  await receiver?.close();
});

describe('GET /metrics', () => {
  it('wants a token, and answers in the format of Prometheus', async () => {
    expect((await scrape('Bearer wrong')).status).toBe(401);
    expect((await scrape('')).status).toBe(401);
    expect(await scrape()).toMatchObject({ status: 200, type: expect.stringContaining('text/plain; version=0.0.4') });
  });

  it('counts what came in, and why what did not', async () => {
    const all = await samples();
    expect(oneOf(all, 'tocsin_webhooks_accepted_total', { source: 'akto' })).toBe(1);
    expect(oneOf(all, 'tocsin_webhooks_accepted_total', { source: 'slow' })).toBe(1);
    const refused = all.filter(({ name }) => name === 'tocsin_webhooks_refused_total').map(({ labels }) => labels);
    expect(refused).toHaveLength(4);
    for (const labels of [
      { source: 'slow', reason: 'limit' },
      { source: 'akto', reason: 'credential' },
      { source: 'akto', reason: 'too_large' },
      { source: 'unknown', reason: 'unknown_source' },
    ])
      expect(refused).toContainEqual(labels);
    expect(sumOf(all, 'tocsin_alerts_total')).toBe(2);
    expect(sumOf(all, 'tocsin_alerts_unrouted_total')).toBe(1);
  });

  it('counts what became of each delivery, and of each attempt', async () => {
    const all = await samples();
    const delivery = (destination: string, state: string) =>
      oneOf(all, 'tocsin_deliveries_total', { destination, state });
    const attempt = (destination: string, outcome: string) =>
      oneOf(all, 'tocsin_attempts_total', { destination, outcome });
    expect([delivery('good', 'delivered'), attempt('good', 'delivered')]).toEqual([1, 1]);
    expect([delivery('siem', 'delivered'), attempt('siem', 'delivered')]).toEqual([1, 1]);
    // The system alert about the open circuit breaker may be refused there, too.
    expect(delivery('refuses', 'dead')).toBeGreaterThan(0);
    expect(attempt('refuses', 'rejected')).toBe(delivery('refuses', 'dead'));
    expect([delivery('flaky', 'retrying'), delivery('flaky', 'delivered')]).toEqual([1, 1]);
    expect([attempt('flaky', 'retry'), attempt('flaky', 'delivered')]).toEqual([1, 1]);
    expect(attempt('silent', 'unknown')).toBe(delivery('silent', 'unknown'));
    expect(oneOf(all, 'tocsin_notify_seconds_count', { destination: 'good' })).toBe(1);
    expect(oneOf(all, 'tocsin_notify_seconds_bucket', { destination: 'good', le: '+Inf' })).toBe(1);
  });

  it('says what waits and what gets nothing', async () => {
    await until('the circuit breaker is seen', async () => {
      const all = await samples();
      const isOpen = oneOf(all, 'tocsin_circuits_open', { destination: 'locked' }) === 1;
      // One waits for `locked`, and one for a person who says whether `silent` got it.
      return isOpen && sumOf(all, 'tocsin_backlog') === 2 ? true : undefined;
    });
    const all = await samples();
    expect(oneOf(all, 'tocsin_circuits_open', { destination: 'good' })).toBe(0);
    expect(sumOf(all, 'tocsin_ledger_imbalance')).toBe(0);
    expect(sumOf(all, 'tocsin_dead_letters')).toBe(0);
  });

  it('counts the same as CloudWatch does of the same events', async () => {
    // Nothing may be counted between the two.
    const { scraped, logged } = await until('a moment in which nothing happens', async () => {
      const before = pipeline.logged.length;
      const all = inPrometheus(await samples());
      return before === pipeline.logged.length ? { scraped: all, logged: [...pipeline.logged] } : undefined;
    });
    const events = logged.map(({ event, fields }): Event => [event, fields]);
    const emitted = inCloudWatch(seriesIn(emittedBy(...events)));
    const gauges = ['tocsin_backlog', 'tocsin_circuits_open', 'tocsin_oldest_critical_seconds'];
    const counted = (all: typeof scraped) => all.filter(({ name }) => !gauges.includes(name));
    expect(counted(scraped)).toEqual(counted(emitted));
  });
});
