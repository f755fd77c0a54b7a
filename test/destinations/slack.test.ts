import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { alertView } from '../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import { slackBlocks, slackText } from '../../lambdas/destinations/slack/blocks.ts';
import { slack } from '../../lambdas/destinations/slack/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';

const webhookUrl = 'https://hooks.slack.example.test/services/T0/B0/x';
const bot = { token: 'invented-bot-token', channel: 'C0123456789' };
const viewOf = (name: string) => alertView(alertNamed(name), attemptFor(alertNamed(name)));

it.each([...alerts.keys()])("makes blocks for %s of the kinds that Slack's own types know", (name) => {
  const blocks: KnownBlock[] = slackBlocks(viewOf(name));
  expect(blocks[0]?.type).toBe('header');
});

it.each([
  ['before 1970', '1950-01-01T00:00:00.000Z', '1950-01-01 00:00:00 UTC'],
  ['after 9999', '+010000-01-01T00:00:00.000Z', '+010000-01-01 00:00 UTC'],
  ['at its start', '1970-01-01T00:00:00.000Z', '<!date^0^'],
])('writes a time %s so that Slack can read it', (_, occurredAt, expected) => {
  const alert = { ...alertNamed('full'), occurredAt };
  const blocks: KnownBlock[] = slackBlocks(alertView(alert, attemptFor(alert)));
  const texts = blocks.flatMap((block) => (block.type === 'context' ? block.elements : []));
  expect(JSON.stringify(texts[0])).toContain(expected);
  expect(JSON.stringify(texts[0]).includes('<!date^-')).toBe(false);
});

describe('settings', () => {
  const messages = (settings: unknown): string[] => {
    const result = slack.settings.safeParse(settings);
    return result.success ? [] : result.error.issues.map(({ message }) => message);
  };

  it.each([
    ['a webhook', { webhookUrl }],
    ['a bot', bot],
    ['a bot elsewhere', { ...bot, apiUrl: 'http://127.0.0.1:9999/api' }],
  ])('may name %s', (_, settings) => expect(messages(settings)).toEqual([]));

  const neither = 'needs either webhookUrl, or token and channel, and not both';
  it.each([
    ['nothing', {}, neither],
    ['a token without a channel', { token: 'x' }, neither],
    ['a channel without a token', { channel: 'C0' }, neither],
    ['both', { webhookUrl, ...bot }, neither],
    ['a webhook with a channel', { webhookUrl, channel: 'C0' }, 'webhookUrl stands alone'],
    ['a webhook that is no URL', { webhookUrl: 'javascript:alert(1)' }, 'must be an http(s) URL'],
    ['an empty channel', { token: 'x', channel: '' }, 'must be a channel id such as C0123456789'],
    ['a channel by its name without #', { token: 'x', channel: 'soc-alerts' }, 'a name in quotes that begins with #'],
  ])('may not name %s', (_, settings, message) =>
    expect(messages(settings)).toEqual(expect.arrayContaining([expect.stringContaining(message)])),
  );
});

describe('the bot', () => {
  const connected = slack.connect(bot);

  it('marks the message so that it can be found again', () => {
    const alert = alertNamed('full');
    const { metadata, channel } = JSON.parse(connected.render(alert, attemptFor(alert)).body ?? '');
    expect(channel).toBe('C0123456789');
    expect(metadata).toEqual({
      event_type: 'tocsin_alert',
      event_payload: { delivery_id: 'dlv_0123456789abcdef', alert_id: alert.id },
    });
  });

  it('looks for it from the time of receipt on, with room for a wrong clock', () => {
    const alert = { ...alertNamed('full'), receivedAt: '2026-11-21T03:00:00.000Z' };
    const url = new URL(connected.lookup?.render(alert, attemptFor(alert)).url ?? '');
    expect(url.origin + url.pathname).toBe('https://slack.com/api/conversations.history');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      channel: 'C0123456789',
      include_all_metadata: 'true',
      limit: '100',
      oldest: String(Date.parse('2026-11-21T02:58:00Z') / 1000),
    });
  });
});

describe('a reply', () => {
  const { conversation, judge } = slack.connect(bot);
  const answer = (error: string) => ({ at: 0, status: 200, headers: {}, body: JSON.stringify({ ok: false, error }) });

  it.each(['restricted_action_thread_locked', 'restricted_action_non_threadable_channel', 'cannot_reply_to_message'])(
    'that meets %s is told apart, and holds no other message back',
    (error) => expect(conversation?.judge(answer(error))).toEqual({ kind: 'rejected', reason: error }),
  );

  it('waits like any message when the bot is no longer welcome', () => {
    const outcome = conversation?.judge(answer('not_in_channel'));
    expect(outcome).toEqual(judge(answer('not_in_channel')));
    expect(outcome).toMatchObject({ kind: 'retry', refused: true });
  });
});

it('cannot look for what a webhook sent', () => expect(slack.connect({ webhookUrl })).not.toHaveProperty('lookup'));

describe('layout', () => {
  const text = (name: string): string => JSON.stringify(slackBlocks(viewOf(name)));

  it('says right below the title what was done', () => {
    const [header, glance] = slackBlocks(viewOf('hostile'));
    expect(JSON.stringify(header)).toContain('🟠 HIGH · ');
    expect(JSON.stringify(glance)).toMatch(/^[^,]+(,[^,]+){2,6},"text":"[^"]* only observed it: not blocked\."/);
  });

  it("marks the sender's words as the sender's", () => {
    expect(text('full')).toContain('In the sender’s words');
    expect(text('unreadable')).not.toContain('In the sender’s words');
  });

  it('shows more of the raw text when nobody could read it', () => {
    const unreadable = {
      ...viewOf('unreadable'),
      evidence: [{ label: 'raw', content: 'x'.repeat(9000), truncated: false }],
    };
    expect(/x+/.exec(JSON.stringify(slackBlocks(unreadable)).replace('rich_text', ''))?.[0].length).toBeGreaterThan(0);
    expect(JSON.stringify(slackBlocks(unreadable)).match(/x{1000,}/)).not.toBeNull();
    expect(JSON.stringify(slackBlocks({ ...unreadable, kind: 'detection' })).match(/x{1000,}/)).toBeNull();
  });

  it('drops a link that is too long rather than cutting it', () => {
    const long = { ...viewOf('full'), links: [{ label: 'Open x', url: `https://x.example/${'a'.repeat(4000)}` }] };
    expect(slackBlocks(long).map(({ type }) => type)).not.toContain('actions');
  });

  it('keeps the notification to what a lock screen shows', () => {
    expect(slackText(viewOf('oversized')).length).toBeLessThanOrEqual(300);
    expect(slackText(viewOf('hostile'))).toMatch(/^🟠 HIGH · Not blocked · &lt;!channel&gt;/);
  });
});
