/** A ticket that somebody closed by hand while its problem goes on, and one whose problem its sender ends. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sandboxSecrets } from '../../infra/sandbox/_kit/settings.ts';
import { isFields, listOf } from '../../lambdas/domain/values/json-fields.ts';
import { type Vendor, vendor } from '../faults/vendors.ts';
import { createWorld, type World } from '../faults/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const BASE = 'https://jira.example.test/rest/api/3/issue';
const { jiraEmail, jiraApiToken } = sandboxSecrets;
const headers = {
  'content-type': 'application/json',
  authorization: `Basic ${Buffer.from(`${jiraEmail}:${jiraApiToken}`).toString('base64')}`,
};

async function ask(jira: Vendor, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const sent = await jira.send(
    {
      method: body === undefined ? 'GET' : 'POST',
      url: `${BASE}/${path}`,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    },
    Date.now(),
  );
  const text = sent.kind === 'answer' ? sent.response.body : '';
  return text === '' ? {} : JSON.parse(text);
}

/** Somebody looks at the ticket and moves it to done. */
async function closeByHand(jira: Vendor, key: string): Promise<void> {
  const { transitions } = await ask(jira, `${key}/transitions`);
  const done = listOf(transitions)
    .filter(isFields)
    .find(({ to }) => JSON.stringify(to).includes('"done"'));
  await ask(jira, `${key}/transitions`, { transition: { id: done?.['id'] } });
}

const statusOf = async (jira: Vendor, key: string): Promise<string> =>
  JSON.stringify((await ask(jira, `${key}?fields=status`))['fields']);

async function toldTwice(settings: object): Promise<{ jira: Vendor; world: World }> {
  const jira = vendor('jira', settings);
  const routes = [{ name: 'all', match: {}, not: {}, to: ['jira'], repeatSeconds: 7 * 86_400 }];
  const world = createWorld({ receivers: [], vendors: [jira], routes });
  await world.accept([{ problem: 'one problem', n: 1, severity: 8 }]);
  await world.turn();
  await world.turn();
  await closeByHand(jira, 'SEC-1');
  expect(await statusOf(jira, 'SEC-1')).toContain('"done"');
  await world.accept([{ problem: 'one problem', n: 2, severity: 8 }]);
  await world.drain();
  return { jira, world };
}

const operations = (jira: Vendor, name: string) => jira.received().filter(({ operation }) => operation === name);

describe('a ticket that was closed by hand', () => {
  it('is opened again and takes the comment', async () => {
    const { jira } = await toldTwice({});
    expect(await statusOf(jira, 'SEC-1')).not.toContain('"done"');
    expect(operations(jira, 'issue.create')).toHaveLength(1);
    expect(operations(jira, 'issue.comment')).toHaveLength(1);
  });

  it('stays closed, and a new one names it, which further repeats join', async () => {
    const { jira, world } = await toldTwice({ whenClosed: 'link' });
    expect(await statusOf(jira, 'SEC-1')).toContain('"done"');
    const [, second, ...more] = operations(jira, 'issue.create');
    expect(more).toEqual([]);
    expect(JSON.stringify(second?.body)).toContain('SEC-1');
    await world.accept([{ problem: 'one problem', n: 3, severity: 8 }]);
    await world.drain();
    expect(operations(jira, 'issue.create')).toHaveLength(2);
    expect(JSON.stringify(operations(jira, 'issue.comment').at(-1)?.summary)).toContain('SEC-2');
  });
});

/** A group of Alertmanager with one alert that began at midnight. */
const group = (status: 'firing' | 'resolved') =>
  JSON.stringify({
    version: '4',
    groupKey: 'g',
    status,
    receiver: 'tocsin',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: '',
    alerts: [
      {
        status,
        labels: { alertname: 'HostDown', severity: 'critical', instance: 'a' },
        annotations: {},
        startsAt: '2026-11-21T00:00:00Z',
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-21T21:00:00Z',
        fingerprint: 'f1',
      },
    ],
  });

describe('a problem that its sender ends', () => {
  it.each([10, 60 * 9])('after %i minutes ends the ticket that told of it, and opens none', async (minutes) => {
    const jira = vendor('jira', {});
    const sources = { am: { type: 'alertmanager', auth: { scheme: 'none' as const }, successStatus: 202 } };
    const world = createWorld({ receivers: [], vendors: [jira], sources });
    await world.post('am', group('firing'));
    await world.turn();
    await world.turn();
    expect(operations(jira, 'issue.create')).toHaveLength(1);
    world.advance(minutes * 60_000);
    await world.post('am', group('resolved'));
    await world.drain();
    expect(operations(jira, 'issue.create')).toHaveLength(1);
    expect(await statusOf(jira, 'SEC-1')).toContain('"done"');
  });

  it.each(['high', 'low'])('as a %s one ends the ticket of a route for what is high', async (severity) => {
    const [jira, other] = [vendor('jira', {}), vendor('slack-bot', {})];
    const severe = { severity: ['high', 'critical'] };
    const routes = [
      { name: 'severe', match: severe, not: {}, to: [jira.id] },
      { name: 'quiet', match: {}, not: severe, to: [other.id] },
    ];
    const sources = { any: { type: 'generic', auth: { scheme: 'none' as const }, successStatus: 202 } };
    const world = createWorld({ receivers: [], vendors: [jira, other], routes, sources });
    const post = (status: string, of: string, title = 'Host down') =>
      world.post('any', JSON.stringify({ title, status, severity: of, host: 'a' }));
    await post('open', 'critical');
    await world.drain();
    await post('resolved', severity);
    await world.drain();
    expect(await statusOf(jira, 'SEC-1')).toContain('"done"');
    // What was never told there has no end there either.
    await post('resolved', 'low', 'Another host down');
    await world.drain();
    expect(operations(jira, 'issue.create')).toHaveLength(1);
  });
});
