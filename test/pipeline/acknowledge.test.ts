/** Acknowledge, resolve, times and silences through the front door: real requests, a real store, receivers that answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aktoSource, aktoWebhook, type Pipeline, startPipeline, until } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const json = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

let receiver: Receiver;
let pipeline: Pipeline;

/** An interval that is never now: an hour that begins two hours from now. */
function laterToday(): string {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 13);
  return `[{ times: [{ startTime: "${at(2)}:00", endTime: "${at(2)}:59" }] }]`;
}

beforeAll(async () => {
  receiver = await startReceiver((path, nth) =>
    path.startsWith('/api/')
      ? json({ ok: true, channel: 'C0123456789', ts: `1700000000.00000${nth}` })
      : json({ status: 'success', dedup_key: JSON.parse(receiver.at(path).at(-1)?.body ?? '{}').dedup_key }),
  );
  pipeline = await startPipeline(`version: 1
sources:
  akto: ${aktoSource}
destinations:
  bot: { type: slack, token: xoxb-test, channel: C0123456789, apiUrl: "${receiver.url}/api" }
  pager: { type: pagerduty, routingKey: 0123456789abcdef0123456789abcdef, apiUrl: "${receiver.url}" }
  later: { type: pagerduty, routingKey: 0123456789abcdef0123456789abcdee, apiUrl: "${receiver.url}/later" }
  office: { type: webhook, url: "${receiver.url}/office" }
timeIntervals:
  soon: ${laterToday()}
routes:
  - to: [bot, pager]
    escalate: [{ after: 15m, to: [later] }]
  - to: [office]
    activeTimes: [soon]
    urgent: ">=critical"
`);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const bodies = (path: string): string[] => receiver.at(path).map(({ body }) => body);
const post = (path: string, body: object) => pipeline.admin(path, { method: 'POST', body: JSON.stringify(body) });

async function accepted(n: number, severity?: string): Promise<string> {
  await pipeline.hook('akto', aktoWebhook(n, severity));
  return until('the alert is listed', async () => {
    const { alerts } = await pipeline.alerts('?source=akto');
    return alerts.find(({ title }) => title.includes(`FILTER_${n}`))?.id ?? alerts[0]?.id;
  });
}

async function deliveryTo(id: string, destination: string) {
  return (await pipeline.alert(id)).deliveries.find((each) => each.destination === destination);
}

describe('an alert whose route escalates, and that comes outside the times of another', () => {
  let id: string;

  it('notifies at once whom it should, and shows what waits, why, and until when', async () => {
    id = await accepted(1);
    await until('both are notified', () =>
      bodies('/api/chat.postMessage').length === 1 && bodies('/v2/enqueue').length === 1 ? true : undefined,
    );
    const later = await until('it waits', async () => {
      const found = await deliveryTo(id, 'later');
      return found?.reason === undefined ? undefined : found;
    });
    expect(later).toMatchObject({
      status: 'queued',
      reason: expect.stringMatching(/^escalation: unless acknowledged: until \d{4}-/),
    });
    expect(await deliveryTo(id, 'office')).toMatchObject({
      status: 'queued',
      reason: expect.stringMatching(/^outside_times: soon: until \d{4}-\d\d-\d\dT\d\d:00:00.000Z$/),
    });
    expect(receiver.at('/office')).toEqual([]);
  });

  it('is acknowledged by the first of two persons; the conversations show it, and nobody else is notified', async () => {
    const path = `/v1/alerts/${encodeURIComponent(id)}/acknowledge`;
    const both = await Promise.all(['Anna', 'Ben'].map((author) => post(path, { author, note: 'on it' })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.filter(({ body }) => body['isFirst'] === true)).toHaveLength(1);
    const author = both[0]?.body['author'];
    expect(both[1]?.body['author']).toBe(author);
    await until('the thread, the first message and the pager show it', () =>
      bodies('/api/chat.postMessage').some((body) => body.includes(`Acknowledged by ${author}`)) &&
      bodies('/api/chat.update').some((body) => body.includes(`Acknowledged by ${author}`)) &&
      bodies('/v2/enqueue').some((body) => body.includes('"event_action":"acknowledge"'))
        ? true
        : undefined,
    );
    expect(await deliveryTo(id, 'later')).toMatchObject({
      status: 'suppressed',
      reason: expect.stringMatching(new RegExp(`^acknowledged: by ${author} at `)),
    });
    expect(bodies('/later/v2/enqueue')).toEqual([]);
    expect(await pipeline.ledger()).toMatchObject({
      balanced: true,
      deliveries: { delivered: 2, suppressed: 1, queued: 1 },
    });
  });

  it('is resolved, which closes the incident, and cannot be acknowledged after that', async () => {
    const path = `/v1/alerts/${encodeURIComponent(id)}`;
    expect(await post(`${path}/resolve`, { author: 'Anna' })).toMatchObject({
      status: 200,
      body: { state: 'resolved' },
    });
    await until('the incident is closed', () =>
      bodies('/v2/enqueue').some((body) => body.includes('"event_action":"resolve"')) ? true : undefined,
    );
    expect(await post(`${path}/acknowledge`, { author: 'Ben' })).toMatchObject({
      status: 409,
      body: { title: 'The problem is over' },
    });
    expect(await pipeline.alert(id)).toMatchObject({
      problem: { state: 'resolved', answers: [{}, { author: 'Anna' }] },
    });
  });

  it('what is urgent passes the times', async () => {
    await accepted(2, 'CRITICAL');
    await until('it came', () => (receiver.at('/office').length === 1 ? true : undefined));
  });
});

describe('a silence by matchers', () => {
  it('suppresses what they match, for its duration', async () => {
    const made = await post('/v1/silences', {
      matchers: ['source="akto"', 'type=~"FILTER_7|FILTER_8"'],
      duration: '1h',
      author: 'Anna',
      reason: 'a test of the scanner',
    });
    expect(made).toMatchObject({ status: 201, body: { id: expect.any(String) } });
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    const before = bodies('/api/chat.postMessage').length;
    await pipeline.hook('akto', aktoWebhook(7));
    const silenced = await until('it is suppressed', async () => {
      const { alerts } = await pipeline.alerts('?status=suppressed');
      return alerts.find(({ deliveries }) => deliveries.suppressed === 4);
    });
    expect((await pipeline.alert(silenced.id)).deliveries[0]).toMatchObject({ reason: `silence ${made.body['id']}` });
    expect(bodies('/api/chat.postMessage')).toHaveLength(before);
  });
});
