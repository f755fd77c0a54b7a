import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Severity, severities } from '../../lambdas/domain/alert.ts';
import type { AlertPage, AlertSummary } from '../../lambdas/domain/listing.ts';
import { aktoSource, aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const PER_WEBHOOK = 12;
const WEBHOOKS = 10;
const ALERTS = PER_WEBHOOK * WEBHOOKS;

let receiver: Receiver;
let pipeline: Pipeline;
let between: string;

/** A webhook of alerts whose severities take turns. */
const exported = (from: number): string =>
  JSON.stringify({
    maliciousEvents: Array.from({ length: PER_WEBHOOK }, (_, i) => {
      const severity = severities[i % severities.length] ?? 'info';
      return JSON.parse(aktoWebhook(from + i, severity.toUpperCase())).maliciousEvents[0];
    }),
  });

beforeAll(async () => {
  // What is critical goes to a receiver that refuses every second one for good, too; one that refused all alike would be at fault.
  receiver = await startReceiver((path, nth) => ({ status: path === '/strict' && nth % 2 === 1 ? 413 : 200 }));
  pipeline = await startPipeline(
    yamlOf(
      {
        archive: `{ type: webhook, url: "${receiver.url}/in" }`,
        strict: `{ type: webhook, url: "${receiver.url}/strict" }`,
      },
      { akto: aktoSource, other: aktoSource },
      '  - to: [archive]\n  - { match: { severity: critical }, to: [strict] }',
    ),
  );
  for (let n = 0; n < WEBHOOKS; n += 1) {
    if (n === WEBHOOKS / 2) between = new Date().toISOString();
    await pipeline.hook(n % 2 === 0 ? 'akto' : 'other', exported(n * PER_WEBHOOK));
  }
  await pipeline.settled(WEBHOOKS);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** Every page of a list. */
async function pages(query: string): Promise<AlertPage[]> {
  const all: AlertPage[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: AlertPage = await pipeline.alerts(
      `?${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    all.push(page);
    cursor = page.cursor;
  }
  return all;
}
/** Every alert that a sender sent. */
const everything = async (query: string): Promise<AlertSummary[]> =>
  (await pages(query)).flatMap(({ alerts }) => alerts.filter(({ source }) => source !== 'tocsin'));

describe('the list of alerts', () => {
  it('gives all of them page by page, each once, newest first', async () => {
    const all = await everything('');
    expect(new Set(all.map(({ id }) => id)).size).toBe(ALERTS);
    expect(all).toHaveLength(ALERTS);
    const times = all.map(({ receivedAt }) => receivedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('has no page that is larger than fifty', async () => {
    expect((await pages('')).map(({ alerts }) => alerts.length)).toEqual([50, 50, 20]);
  });

  it('tells of each alert what it is and how its deliveries stand', async () => {
    const { alerts } = await pipeline.alerts('?severity=critical');
    const refused = alerts.find(({ deliveries }) => deliveries.dead === 1);
    expect(refused).toEqual({
      id: expect.stringMatching(/^(akto|other):[0-9a-f]{32}$/),
      source: expect.stringMatching(/^(akto|other)$/),
      title: expect.stringContaining('FILTER_'),
      severity: 'critical',
      state: 'open',
      occurredAt: expect.stringMatching(/^2025-05-13T18:\d\d:\d\d\.000Z$/),
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      deliveries: { delivered: 1, dead: 1 },
      destinations: { archive: 'delivered', strict: 'dead' },
      class: 'threat',
      kind: 'detection',
      place: '',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  const ofSeverity = (severity: Severity) =>
    WEBHOOKS *
    Array.from({ length: PER_WEBHOOK }, (_, i) => severities[i % severities.length]).filter((s) => s === severity)
      .length;

  it.each(severities)('by severity: %s', async (severity) => {
    const found = await everything(`severity=${severity}`);
    expect(new Set(found.map((alert) => alert.severity))).toEqual(new Set([severity]));
    expect(found).toHaveLength(ofSeverity(severity));
  });

  it.each([
    ['severity=%3E%3Dhigh', ofSeverity('high') + ofSeverity('critical')],
    ['severity=low,info', ofSeverity('low') + ofSeverity('info')],
    ['class=threat', ALERTS],
    ['class=compliance', 0],
    ['state=resolved', 0],
    ['title=filter_*', ALERTS],
    ['title=nowhere', 0],
    ['q=threat%20akto', ALERTS],
    ['q=threat%20nowhere', 0],
  ])('by %s', async (query, count) => {
    expect(await everything(query)).toHaveLength(count);
  });

  it('by pages as long as asked', async () => {
    const [first] = await pages('limit=7');
    expect(first?.alerts).toHaveLength(7);
  });

  it('by source', async () => {
    const found = await everything('source=other');
    expect(found).toHaveLength(ALERTS / 2);
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['other']));
  });

  it('by the state of a delivery', async () => {
    const dead = await everything('status=dead');
    expect(dead).toHaveLength(ofSeverity('critical') / 2);
    expect(new Set(dead.map(({ severity }) => severity))).toEqual(new Set(['critical']));
    expect(await everything('status=queued')).toEqual([]);
    expect(await everything('status=delivered')).toHaveLength(ALERTS);
  });

  it('since a time', async () => {
    const found = await everything(`since=${encodeURIComponent(between)}`);
    expect(found).toHaveLength(ALERTS / 2);
    expect(found.every(({ receivedAt }) => receivedAt >= between)).toBe(true);
  });

  it('by several things at once', async () => {
    const found = await everything(`source=akto&severity=critical&status=dead&since=${encodeURIComponent(between)}`);
    const dead = await everything('status=dead');
    const fitting = dead.filter(({ source, receivedAt }) => source === 'akto' && receivedAt >= between);
    expect(fitting.length).toBeGreaterThan(0);
    expect(found.map(({ id }) => id).sort()).toEqual(fitting.map(({ id }) => id).sort());
  });

  it('of a source that never was is empty', async () => {
    expect(await pipeline.alerts('?source=nobody')).toEqual({ alerts: [] });
  });

  it.each([
    ['severity=urgent', 'severity: found "urgent"; allowed: info, low, medium, high, critical'],
    ['status=gone', 'status: found "gone"; expected queued, sending'],
    ['since=yesterday', 'since: found "yesterday"; allowed: an RFC 3339 time'],
    ['cursor=abc', 'cursor: found "abc"; allowed: the cursor of the page before'],
  ])('refuses %s with what is allowed', async (query, detail) => {
    expect(await pipeline.alerts(`?${query}`)).toMatchObject({
      status: 400,
      title: 'Invalid query',
      detail: expect.stringContaining(detail),
    });
  });

  it('and one alert that nobody knows is a 404', async () => {
    expect(await pipeline.alert('akto:00000000000000000000000000000000')).toMatchObject({
      status: 404,
      title: 'No such alert',
    });
  });
});

it('the ledger holds all of it', async () => {
  const critical = (WEBHOOKS * PER_WEBHOOK * 2) / PER_WEBHOOK;
  expect(await pipeline.ledger()).toMatchObject({
    webhooks: { accepted: WEBHOOKS, duplicate: 0 },
    alerts: ALERTS,
    deliveries: { delivered: ALERTS + critical / 2, dead: critical / 2 },
    balanced: true,
  });
});
