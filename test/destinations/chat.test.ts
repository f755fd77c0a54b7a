import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discord } from '../../lambdas/destinations/discord/index.ts';
import { escapeDiscord } from '../../lambdas/destinations/discord/message.ts';
import { googleChat } from '../../lambdas/destinations/google-chat/index.ts';
import { mattermost } from '../../lambdas/destinations/mattermost/index.ts';
import { escapeMattermost } from '../../lambdas/destinations/mattermost/message.ts';
import { telegram } from '../../lambdas/destinations/telegram/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { read } from '../validators/chat-markdown.ts';
import { problems as googleChatProblems } from '../validators/google-chat.ts';
import { problems as telegramProblems } from '../validators/telegram.ts';

const discordUrl = 'https://discord.example.test/api/webhooks/123/invented_token-1';
const googleUrl = 'https://chat.example.test/v1/spaces/AAA/messages?key=k&token=t%3D';
const token = '123456789:AAinvented-token_0123456789abcdefghij';

const repeats: Repeats = {
  title: '@everyone https://evil.example',
  severity: 'high',
  count: 2,
  total: 3,
  since: '2026-11-21T03:00:00.000Z',
  until: '2026-11-21T03:07:00.000Z',
  isResolved: false,
};
const told = alertNamed('full');
const attempt = attemptFor(told);
const answer = (status: number, body: unknown) => ({ at: 0, status, headers: {}, body: JSON.stringify(body) });

describe('settings', () => {
  const isGood = (spec: { settings: { safeParse(value: unknown): { success: boolean } } }, settings: unknown) =>
    spec.settings.safeParse(settings).success;

  it.each([
    [discord, { webhookUrl: discordUrl }, true],
    [discord, { webhookUrl: `${discordUrl}/slack` }, false],
    [discord, { webhookUrl: `${discordUrl}?thread_id=1` }, false],
    [discord, { webhookUrl: discordUrl, threadId: 'x' }, false],
    [discord, { webhookUrl: discordUrl, threadId: '1', forum: true }, false],
    [googleChat, { webhookUrl: googleUrl }, true],
    [googleChat, { webhookUrl: 'https://chat.example.test/v1/spaces/AAA/messages?key=k' }, false],
    [googleChat, { webhookUrl: `${googleUrl}&threadKey=x` }, false],
    [mattermost, { webhookUrl: 'https://chat.example.test/sub/hooks/abc123' }, true],
    [mattermost, { webhookUrl: 'https://chat.example.test/hooks/' }, false],
    [mattermost, { webhookUrl: 'https://chat.example.test/hooks/abc', channel: 'Town Square' }, false],
    [telegram, { token, chatId: '-1001234567890' }, true],
    [telegram, { token, chatId: '@channel_name', topicId: 3 }, true],
    [telegram, { token, chatId: -1001234567890 }, false],
    [telegram, { token: 'bot123', chatId: '1' }, false],
  ])('%# are held to what the vendor gives', (spec, settings, good) => expect(isGood(spec, settings)).toBe(good));
});

describe('escaping', () => {
  const decoded = (text: string): string =>
    text
      .replaceAll('\u200b', '')
      .replace(/\\([^a-z0-9\s])/gi, '$1')
      .replace(/&(lt|#36|#61|amp);/g, (_, name: string) => ({ lt: '<', '#36': '$', '#61': '=', amp: '&' })[name] ?? '');

  it.each([
    ['Discord', escapeDiscord],
    ['Mattermost', escapeMattermost],
  ])('for %s leaves the reader exactly what was written', (_, escaped) => {
    const text = fc.string({ unit: fc.constantFrom(...'\\`*_{}[]()+!|>~#&<$=@:-/.ab1 \n') });
    fc.assert(
      fc.property(text, (words) => {
        expect(decoded(escaped(words))).toBe(words);
        expect(read(escaped(words)).prose).not.toMatch(/[*_`[\]|<>]/);
      }),
    );
  });
});

describe('a value in code', () => {
  it.each(['`', '``', 'a`', '`a', 'a``b`c', '`````'])('keeps %j one value', (user) => {
    const alert: Alert = { ...alertNamed('minimal'), actor: { user } };
    for (const connected of [
      discord.connect({ webhookUrl: discordUrl }),
      mattermost.connect({ webhookUrl: 'https://x.example/hooks/a' }),
    ]) {
      const body = JSON.parse(connected.render(alert, attempt).body ?? '');
      const text: string = body.embeds?.[0].description ?? body.attachments[0].text;
      expect(read(text)).toMatchObject({ open: false, prose: expect.stringMatching(/^\*\*User:\*\* \ufffc$/m) });
    }
  });
});

describe('very many small pieces', () => {
  const text = Array.from({ length: 400 }, (_, n) => `${n}\n\`\`\`\n${n}\n\`\`\``).join('\n');
  const alert: Alert = { ...told, description: text, remediation: { steps: [{ text }, { text }] } };

  it.each([
    ['Telegram', telegramProblems, telegram.connect({ token, chatId: '42' })],
    ['Google Chat', googleChatProblems, googleChat.connect({ webhookUrl: googleUrl })],
  ])('stay below what %s ignores', (_, problems, connected) =>
    expect(problems(connected.render(alert, attempt))).toEqual([]),
  );
});

describe('Discord', () => {
  const forum = discord.connect({ webhookUrl: discordUrl, forum: true }).conversation;
  const thread = discord.connect({ webhookUrl: discordUrl, threadId: '77' }).conversation;

  it('answers in the post that told it first, and changes that post’s first message', () => {
    const first = { id: '55/56' };
    expect(forum?.reply(repeats, attempt, first, alertNamed('full')).url).toBe(`${discordUrl}?wait=true&thread_id=55`);
    expect(forum?.edit?.(repeats, alertNamed('full'), attempt, first)).toMatchObject({
      method: 'PATCH',
      url: `${discordUrl}/messages/56?thread_id=55`,
    });
    expect(thread?.reply(repeats, attempt, { id: '9' }, alertNamed('full')).url).toBe(
      `${discordUrl}?wait=true&thread_id=77`,
    );
  });

  it('tells repeats apart when the post is gone or closed, but waits when the channel is', () => {
    for (const code of [10_003, 50_083, 160_005])
      expect(forum?.judge(answer(400, { code }))).toEqual({ kind: 'rejected', reason: `code_${code}` });
    expect(thread?.judge(answer(400, { code: 10_003 }))).toMatchObject({ kind: 'retry', refused: true });
  });
});

describe('Google Chat', () => {
  const connected = googleChat.connect({ webhookUrl: googleUrl });
  const idIn = (url = '') => new URL(url).searchParams.get('requestId');

  it('asks for one message however often it is sent, and for another for another delivery', () => {
    const alert = alertNamed('full');
    const sent = (deliveryId: string, possibleDuplicate = false) =>
      idIn(connected.render(alert, { ...attempt, deliveryId, possibleDuplicate }).url);
    expect(sent('a', true)).toBe(sent('a'));
    expect(sent('b')).not.toBe(sent('a'));
  });

  it('keeps the credential byte for byte', () => {
    expect(connected.render(alertNamed('full'), attempt).url.startsWith(`${googleUrl}&`)).toBe(true);
  });
});

describe('Telegram', () => {
  const connected = telegram.connect({ token, chatId: '-1001234567890' });

  it('says where the message can be opened', () => {
    const { message_id } = { message_id: 7 };
    const outcome = (chatId: string) =>
      telegram.connect({ token, chatId }).judge(answer(200, { ok: true, result: { message_id } }));
    expect(outcome('-1001234567890')).toMatchObject({ receipt: { id: '7', url: 'https://t.me/c/1234567890/7' } });
    expect(outcome('@team_alerts')).toMatchObject({ receipt: { url: 'https://t.me/team_alerts/7' } });
    expect(outcome('42')).toEqual({ kind: 'delivered', receipt: { id: '7' } });
  });

  it('answers the first message, or stands alone when that is gone', () => {
    const body = JSON.parse(
      connected.conversation?.reply(repeats, attempt, { id: '7' }, alertNamed('full')).body ?? '',
    );
    expect(body.reply_parameters).toEqual({ message_id: 7, allow_sending_without_reply: true });
    expect(body.text).toContain('@\u200beveryone');
    expect(body).not.toHaveProperty('parse_mode');
  });

  it('marks exactly the values, also behind characters of two units', () => {
    const alert: Alert = { ...alertNamed('minimal'), title: '🔥🔥 x', actor: { user: 'mal/ory@evil.example' } };
    const { text, entities } = JSON.parse(connected.render(alert, attempt).body ?? '');
    const code = entities.filter(({ type }: { type: string }) => type === 'code');
    const words = code.map(({ offset, length }: { offset: number; length: number }) =>
      text.slice(offset, offset + length),
    );
    expect(words).toContain('mal/ory@evil.example');
  });

  it('may send three times as much to a person as to a group', () => {
    expect(connected.perMinute).toBe(20);
    expect(telegram.connect({ token, chatId: '42' }).perMinute).toBe(58);
  });
});
