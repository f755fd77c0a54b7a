/** Who gets system alerts: a destination of every kind, one that refuses everybody, and silences that end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aktoSource, aktoWebhook, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;

const destinationsAt = (url: string): Readonly<Record<string, string>> => ({
  locked: `{ type: webhook, url: "${url}/locked" }`,
  team: `{ type: slack, webhookUrl: "${url}/team" }`,
  pager: `{ type: pagerduty, apiUrl: "${url}/pager", routingKey: "\${KEY}" }`,
  tracker: `{ type: jira, baseUrl: "${url}/tracker", email: a@example.com, apiToken: "\${KEY}", project: SEC, issueType: Bug }`,
  siem: `{ type: splunk, url: "${url}/siem", token: "\${KEY}" }`,
  machine: `{ type: webhook, url: "${url}/machine" }`,
});
const paths = ['/team', '/pager/v2/enqueue', '/machine', '/siem/services/collector/event'];

const start = (routes: string): Promise<Pipeline> =>
  startPipeline(yamlOf(destinationsAt(receiver.url), { akto: aktoSource }, routes), {
    KEY: '0123456789abcdef0123456789abcdef',
  });

/** Everything that came with this word in it, by path. */
const cameWith = (word: string) => paths.filter((path) => receiver.at(path).some(({ body }) => body.includes(word)));

beforeAll(async () => {
  receiver = await startReceiver((path) => {
    if (path === '/locked') return { status: 401 };
    if (path === '/team') return { status: 200, body: 'ok' };
    return path.startsWith('/pager') ? { status: 202, body: '{"status":"success","dedup_key":"k"}' } : undefined;
  });
});
afterAll(() => receiver.close());

const silence = (pipeline: Pipeline, match: object) =>
  pipeline.admin('/v1/silences', {
    method: 'POST',
    body: JSON.stringify({
      match,
      until: '2099-01-01T00:00:00Z',
      author: 'Anna',
      reason: `drill ${JSON.stringify(match)}`,
    }),
  });
const end = ({ body }: Awaited<ReturnType<typeof silence>>, pipeline: Pipeline) =>
  pipeline.admin(`/v1/silences/${body['id']}`, { method: 'DELETE' });

describe('without a route for system alerts', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await start(
      '  - { to: [locked] }\n  - { match: { severity: critical }, to: [pager, tracker, siem, machine] }',
    );
  });
  afterAll(() => pipeline.close());

  it('an open circuit breaker is reported to group chat alone', async () => {
    await pipeline.hook('akto', aktoWebhook(1));
    await until('the team is notified', () => (cameWith('locked').includes('/team') ? true : undefined));
    const { alerts } = await pipeline.alerts('?source=tocsin');
    const all = await Promise.all(alerts.map(({ id }) => pipeline.alert(id)));
    expect(all.map(({ alert, deliveries }) => [alert.type, deliveries.map(({ destination }) => destination)])).toEqual([
      ['circuit_opened', ['team']],
    ]);
    expect(all[0]?.alert.title).toBe('Alerts do not reach locked: it refuses the credential (http_401)');
    expect(cameWith('locked')).toEqual(['/team']);
  });

  it('the end of a silence is news there when it held something back, and nowhere when it did not', async () => {
    const [idle, used] = [await silence(pipeline, { source: 'nobody' }), await silence(pipeline, { source: 'akto' })];
    // Silences are read every few seconds.
    let n = 10;
    const suppressed = async () => {
      n += 1;
      await pipeline.hook('akto', aktoWebhook(n));
      return (await pipeline.ledger()).deliveries.suppressed > 0 ? true : undefined;
    };
    await until('an alert is held back', suppressed);
    await Promise.all([end(idle, pipeline), end(used, pipeline)]);
    const announced = async () => {
      const { body } = await pipeline.admin('/v1/silences');
      return (body['silences'] as { announced: boolean }[]).every((each) => each.announced) ? true : undefined;
    };
    await until('both ends are noted', announced, 30_000);
    await until('the team is notified', () => (cameWith('A silence ended').includes('/team') ? true : undefined));
    expect(cameWith('A silence ended')).toEqual(['/team']);
    const { alerts } = await pipeline.alerts('?source=tocsin');
    expect(
      alerts
        .filter(({ title }) => title.startsWith('A silence'))
        .map(({ title, state, severity }) => [title, state, severity]),
    ).toEqual([['A silence ended: it held back 1 alert', 'resolved', 'info']]);
  });
});

describe('with a route for system alerts', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await start(
      '  - { to: [locked] }\n  - { match: { source: tocsin, severity: ">=high" }, to: [machine] }\n  - { match: { kind: system, type: nothing }, to: [pager] }',
    );
  });
  afterAll(() => pipeline.close());

  it('the route decides, and the group chat gets nothing', async () => {
    const before = receiver.at('/team').length;
    await pipeline.hook('akto', aktoWebhook(3));
    const reported = () => receiver.at('/machine').find(({ body }) => body.includes('circuit_opened'));
    await until('the machine is notified', reported);
    expect(JSON.parse(reported()?.body ?? '{}')).toMatchObject({ source: 'tocsin', kind: 'system', severity: 'high' });
    expect(receiver.at('/team')).toHaveLength(before);
    expect(receiver.at('/pager/v2/enqueue')).toEqual([]);
  });
});
