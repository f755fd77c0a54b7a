/** Where in a destination an alert goes, from the hook to real requests over HTTP. */
import { afterEach, describe, expect, it } from 'vitest';
import { bodies, bot, channels, closeAll, json, open, relabelledOf, slackLike, started, webhookOf } from './chosen.ts';
import { startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

afterEach(closeAll);

const byTeam = '{ from: "{{ labels.team }}", map: { payments: C0PAY, core: C0CORE }, default: C0DEF }';

describe('a channel by label', () => {
  it('is one that the operator named, whatever the label says', async () => {
    const slack = await slackLike();
    const pipeline = await started({ bot: bot(slack.url, byTeam) });
    const teams = [
      'payments',
      'core',
      'C0PAY',
      'C0EVIL',
      '<!channel>',
      '__proto__',
      'constructor',
      'payments\u0000',
      'default',
      '#general',
      '{{ labels.team }}',
    ];
    for (const [n, team] of teams.entries()) await pipeline.hook('alerts', webhookOf(n, { team }));
    await pipeline.hook('alerts', webhookOf(50, {}));
    await pipeline.settled(teams.length + 1);
    const of = (n: number) =>
      bodies(slack, '/chat.postMessage').find(({ text }) => text.includes(`Something ${n}`))?.channel;
    expect(teams.map((_, n) => of(n))).toEqual(['C0PAY', 'C0CORE', ...teams.slice(2).map(() => 'C0DEF')]);
    expect(of(50)).toBe('C0DEF');
  });

  it('stays that of the conversation when the label changes', async () => {
    const slack = await slackLike();
    const pipeline = await started({ bot: bot(slack.url, byTeam) });
    await pipeline.hook('relabelled', relabelledOf('Down', 'payments'));
    await pipeline.settled(1);
    await pipeline.hook('relabelled', relabelledOf('Down', 'core', true));
    await pipeline.settled(2);
    const [first, reply] = bodies(slack, '/chat.postMessage');
    expect(first).toMatchObject({ channel: 'C0PAY' });
    expect(reply).toMatchObject({ channel: 'C0PAY', thread_ts: '1.0' });
    expect(bodies(slack, '/chat.update')).toMatchObject([{ channel: 'C0PAY', ts: '1.0' }]);
    const { alerts } = await pipeline.alerts();
    const [delivery] = (await pipeline.alert(alerts.at(-1)?.id ?? '')).deliveries;
    expect(delivery).toMatchObject({
      receipt: { id: '1.0', target: { channel: 'C0PAY' } },
      attempts: [{ target: { channel: 'C0PAY' } }],
    });
  });

  it('that refuses holds up no other, and is reported by name', async () => {
    const slack = await slackLike((_, { channel }) =>
      channel === 'C0PAY' ? { ok: false, error: 'channel_not_found' } : undefined,
    );
    const seen = await startReceiver();
    open.push(seen);
    const destinations = {
      bot: bot(slack.url, byTeam),
      team: `{ type: mattermost, webhookUrl: "${seen.url}/hooks/x" }`,
    };
    const sources = { alerts: `{ type: alertmanager, auth: { bearer: "\${HOOK_TOKEN}" } }` };
    const routes = '  - to: [bot]\n  - { match: { source: tocsin }, to: [team] }';
    const pipeline = await startPipeline(yamlOf(destinations, sources, routes));
    open.push(pipeline);
    for (const n of [1, 2]) await pipeline.hook('alerts', webhookOf(n, { team: 'payments' }));
    await until('Slack refused', () => (channels(slack).includes('C0PAY') ? true : undefined));
    for (const n of [3, 4, 5]) await pipeline.hook('alerts', webhookOf(n, { team: 'core' }));
    await pipeline.hook('alerts', webhookOf(6, {}));
    await until('the others came', () =>
      channels(slack).filter((channel) => channel !== 'C0PAY').length === 4 ? true : undefined,
    );
    const report = await until('it is reported', () => seen.at('/hooks/x')[0]?.body);
    expect(report).toContain('bot (channel=C0PAY)');
    const fared = async () => {
      const { delivered, retrying, dead } = (await pipeline.ledger()).deliveries;
      return delivered === 4 && retrying === 2 && dead === 0 ? true : undefined;
    };
    await until('four are delivered and two wait', fared);
  });

  it('is looked up where the message may have arrived', async () => {
    const slack = await slackLike();
    let isCut = true;
    const flaky = await startReceiver((path, _, arrived) => {
      if (path !== '/chat.postMessage' || !isCut)
        return json({ ok: true, ts: '9.0', channel: 'C0PAY', messages: [], q: arrived.path });
      isCut = false;
      return { status: 200, cut: true };
    });
    open.push(flaky);
    expect(slack.at('/chat.postMessage')).toEqual([]);
    const pipeline = await started({ bot: bot(flaky.url, byTeam) });
    await pipeline.hook('alerts', webhookOf(1, { team: 'payments' }));
    await pipeline.settled(1);
    expect(flaky.at('/conversations.history')).toHaveLength(1);
    expect(channels(flaky)).toEqual(['C0PAY', 'C0PAY']);
  });
});

describe('a routing key by label', () => {
  /** PagerDuty answers with the key that it was given. */
  const pagerLike = async (): Promise<Receiver> => {
    const pager = await startReceiver((_path, _nth, { body }) => {
      const { dedup_key } = JSON.parse(body);
      return { status: 202, body: JSON.stringify({ status: 'success', dedup_key }) };
    });
    open.push(pager);
    return pager;
  };
  const KEYS = { PAY: 'p'.repeat(32), ALL: 'a'.repeat(32) };

  it('opens and resolves with the same key, which stands in no answer of the API', async () => {
    const pager = await pagerLike();
    const choice = `{ from: "{{ labels.team }}", map: { payments: "\${PAY}" }, default: "\${ALL}" }`;
    const pipeline = await started({ pd: `{ type: pagerduty, apiUrl: "${pager.url}", routingKey: ${choice} }` }, KEYS);
    await pipeline.hook('relabelled', relabelledOf('Down', 'payments'));
    await pipeline.hook('alerts', webhookOf(2, { team: 'sales' }));
    await pipeline.settled(2);
    await pipeline.hook('relabelled', relabelledOf('Down', 'sales', true));
    await pipeline.settled(3);
    const events = bodies(pager, '/v2/enqueue').map(
      ({ routing_key, event_action }) => `${event_action} ${routing_key[0]}`,
    );
    expect(events.toSorted()).toEqual(['resolve p', 'trigger a', 'trigger p']);
    const { alerts } = await pipeline.alerts();
    const details = await Promise.all(alerts.map(({ id }) => pipeline.alert(id)));
    expect(JSON.stringify([details, pipeline.logged])).not.toMatch(/p{32}|a{32}/);
    expect(JSON.stringify(details)).toContain('"target":{"routingKey":"payments"}');
  });

  it('that is not set holds up the alerts of its team alone', async () => {
    const pager = await pagerLike();
    const choice = `{ from: "{{ labels.team }}", map: { payments: "\${PAY}" }, default: "\${ALL}" }`;
    const pipeline = await started(
      { pd: `{ type: pagerduty, apiUrl: "${pager.url}", routingKey: ${choice} }` },
      { ALL: KEYS.ALL },
    );
    await pipeline.hook('alerts', webhookOf(1, { team: 'payments' }));
    await pipeline.hook('alerts', webhookOf(2, { team: 'sales' }));
    await until('one came', () => (pager.at('/v2/enqueue').length === 1 ? true : undefined));
    const fared = async () => {
      const { delivered, retrying } = (await pipeline.ledger()).deliveries;
      return delivered === 1 && retrying === 1 ? true : undefined;
    };
    await until('one is delivered and one waits', fared);
  });
});

it('the address of a webhook by label is one of those that are named', async () => {
  const receiver = await startReceiver();
  open.push(receiver);
  const choice = `{ from: "{{ labels.team }}", map: { payments: "${receiver.url}/payments" }, default: "${receiver.url}/all" }`;
  const pipeline = await started({ hook: `{ type: webhook, url: ${choice} }` });
  await pipeline.hook('alerts', webhookOf(1, { team: 'payments' }));
  await pipeline.hook('alerts', webhookOf(2, { team: '../admin' }));
  await pipeline.hook('alerts', webhookOf(3, { team: `${receiver.url}/evil` }));
  await pipeline.settled(3);
  expect([receiver.at('/payments').length, receiver.at('/all').length]).toEqual([1, 2]);
});
