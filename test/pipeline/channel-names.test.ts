/** Slack channels that are configured by their names. */
import { afterEach, describe, expect, it } from 'vitest';
import { bodies, bot, channels, closeAll, slackLike, started, webhookOf } from './chosen.ts';

afterEach(closeAll);

describe('a channel by name', () => {
  const page = (names: Readonly<Record<string, string>>, next = '') => ({
    ok: true,
    channels: Object.entries(names).map(([name, id]) => ({ name, id })),
    response_metadata: { next_cursor: next },
  });

  it('becomes its id, which Slack is asked for once', async () => {
    let pages = 0;
    const slack = await slackLike((call) => {
      if (call !== 'conversations.list') return undefined;
      pages += 1;
      return pages === 1 ? page({ general: 'C0GEN' }, 'next') : page({ soc: 'C0SOC' });
    });
    const pipeline = await started({ bot: bot(slack.url, '"#soc"') });
    for (const n of [1, 2, 3]) await pipeline.hook('alerts', webhookOf(n, {}));
    await pipeline.settled(3);
    expect(channels(slack)).toEqual(['C0SOC', 'C0SOC', 'C0SOC']);
    expect(slack.at('/conversations.list')).toHaveLength(2);
  });

  it('is found among the private ones after the public ones', async () => {
    let pages = 0;
    const slack = await slackLike((call) => {
      if (call !== 'conversations.list') return undefined;
      pages += 1;
      return pages === 1 ? page({ general: 'C0GEN' }) : page({ soc: 'G0SOC' });
    });
    const pipeline = await started({ bot: bot(slack.url, '"#soc"') });
    await pipeline.hook('alerts', webhookOf(1, {}));
    await pipeline.settled(1);
    expect(channels(slack)).toEqual(['G0SOC']);
  });

  it('is used as it is without the scope, and what answers and changes the message goes by the id of the answer', async () => {
    const slack = await slackLike((call, { channel }) => {
      if (call === 'conversations.list') return { ok: false, error: 'missing_scope' };
      return channel === '#soc' ? { ok: true, ts: '7.0', channel: 'C0SOC' } : undefined;
    });
    const pipeline = await started({ bot: bot(slack.url, '"#soc"') });
    await pipeline.hook('alerts', webhookOf(1, {}));
    await pipeline.settled(1);
    await pipeline.hook('alerts', webhookOf(1, {}, 'resolved'));
    await pipeline.settled(2);
    expect(bodies(slack, '/chat.postMessage')).toMatchObject([
      { channel: '#soc' },
      { channel: 'C0SOC', thread_ts: '7.0' },
    ]);
    expect(bodies(slack, '/chat.update')).toMatchObject([{ channel: 'C0SOC', ts: '7.0' }]);
    expect(slack.at('/conversations.list')).toHaveLength(1);
    expect(pipeline.logged).toContainEqual({
      event: 'target.resolved',
      fields: { destination: 'bot', outcome: 'refused', reason: 'missing_scope' },
    });
  });

  it('may be what a label chooses', async () => {
    const slack = await slackLike((call) =>
      call === 'conversations.list' ? page({ soc: 'C0SOC', pay: 'C0PAY' }) : undefined,
    );
    const choice = '{ from: "{{ labels.team }}", map: { payments: "#pay" }, default: "#soc" }';
    const pipeline = await started({ bot: bot(slack.url, choice) });
    await pipeline.hook('alerts', webhookOf(1, { team: 'payments' }));
    await pipeline.settled(1);
    await pipeline.hook('alerts', webhookOf(2, { team: 'x' }));
    await pipeline.settled(2);
    expect(channels(slack)).toEqual(['C0PAY', 'C0SOC']);
  });
});
