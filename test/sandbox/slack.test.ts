import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox({ world: { slackChannels: ['C1', 'C2'] } });

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
const good = {
  text: 'SQL injection',
  blocks: [
    header('SQL injection blocked'),
    section('payload `x`'),
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '<!channel>' }] }] },
    {
      type: 'actions',
      elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url: 'https://x.test' }],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: `id ${alertId(1)}`, verbatim: true }] },
  ],
};

describe('the incoming webhook', () => {
  const post = (body: unknown) => send(running().endpoints.slackWebhookUrl, body);

  it('says ok as plain text and remembers the message by its header and alert id', async () => {
    const { status, text, headers } = await post(good);
    expect([status, text, headers.get('content-type')]).toEqual([200, 'ok', 'text/plain; charset=utf-8']);
    expect(running().received()).toMatchObject([
      { receiver: 'slack', ok: true, status: 200, summary: 'SQL injection blocked', alertId: alertId(1), body: good },
    ]);
    expect(running().counts().slack.get(alertId(1))).toBe(1);
  });

  it('takes the older form field as well', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify({ text: 'hello' }) }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(running().endpoints.slackWebhookUrl, body, type)).toMatchObject({ status: 200, text: 'ok' });
  });

  it.each([
    ['nothing to show', {}, 'no_text'],
    ['blank text', { text: ' ' }, 'no_text'],
    ['a body that is no JSON', '{', 'invalid_payload'],
    ['51 blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
    ['blocks that are no list', { blocks: {} }, 'invalid_blocks_format'],
    ['more than 13,200 characters in all', { blocks: Array(5).fill(section('x'.repeat(2900))) }, 'msg_blocks_too_long'],
  ])('refuses %s', async (_, body, error) => {
    expect(await post(body)).toMatchObject({ status: 400, text: error });
    expect(running().received()).toMatchObject([{ ok: false, status: 400, arrived: false }]);
  });

  it('does not know another path', async () => {
    const { slackWebhookUrl } = running().endpoints;
    expect(await send(slackWebhookUrl.replace('T0SANDBOX', 'T1'), good)).toMatchObject({
      status: 404,
      text: 'no_service',
    });
    expect(await send(`${slackWebhookUrl}x`, good)).toMatchObject({ status: 403, text: 'invalid_token' });
  });
});

describe('the Web API', () => {
  const token = () => ({ authorization: `Bearer ${running().secrets.slackToken}` });
  const call = (method: string, args: unknown, headers: Record<string, string> = token()) =>
    send(`${running().endpoints.slackApiUrl}/${method}`, args, headers);

  it.each([
    ['no token', {}, 'not_authed'],
    ['another token', { authorization: 'Bearer other' }, 'invalid_auth'],
  ])('says %s with status 200', async (_, headers, error) => {
    const answer = await call('chat.postMessage', { channel: 'C1', ...good }, headers);
    expect(answer).toMatchObject({ status: 200, json: { ok: false, error } });
  });

  it.each([
    ['an unknown channel', { channel: 'C9' }, 'channel_not_found'],
    ['no channel', { channel: undefined }, 'channel_not_found'],
    ['a thread that is no timestamp', { thread_ts: 'yesterday' }, 'invalid_thread_ts'],
    ['metadata without a payload', { metadata: { event_type: 'x' } }, 'invalid_metadata_format'],
  ])('refuses %s', async (_, args, error) => {
    const { json } = await call('chat.postMessage', { channel: 'C1', ...good, ...args });
    expect(json).toEqual({ ok: false, error });
  });

  it.each([
    ['3,001 characters', section('x'.repeat(3001)), 'must be less than 3001 characters', '/text/text'],
    ['no characters', section(''), 'must be more than 0 characters', '/text/text'],
    ['a header of 151', header('x'.repeat(151)), 'must be less than 151 characters', '/text/text'],
    [
      'a header in mrkdwn',
      { type: 'header', text: { type: 'mrkdwn', text: 'x' } },
      'must be one of plain_text',
      '/text/type',
    ],
    ['an unknown type', { type: 'banner' }, 'unsupported type: banner', '/type'],
    ['an unknown property', { type: 'divider', color: 'red' }, 'invalid additional property: color', ''],
    ['nothing required', { type: 'header' }, 'missing required field: text', ''],
    [
      '11 fields',
      { type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) },
      'no more than 10 items allowed',
      '/fields',
    ],
    [
      '11 elements',
      { type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) },
      'no more than 10 items allowed',
      '/elements',
    ],
    [
      'an empty text run',
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
      'must be more than 0 characters',
      '/elements/0/elements/0/text',
    ],
  ])('points at a block with %s', async (_, block, message, place) => {
    const { json } = await call('chat.postMessage', { channel: 'C1', blocks: [block] });
    expect(json).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(at(json, 'errors')).toEqual([`${message} [json-pointer:/blocks/0${place}]`]);
    expect(at(json, 'response_metadata', 'messages')).toEqual([`[ERROR] ${message} [json-pointer:/blocks/0${place}]`]);
  });

  it('counts characters, not UTF-16 units', async () => {
    const { json } = await call('chat.postMessage', { channel: 'C1', blocks: [header('🔥'.repeat(150))] });
    expect(at(json, 'ok')).toBe(true);
  });

  it('keeps a history that shows metadata on request, and lets messages be changed', async () => {
    const metadata = { event_type: 'alert', event_payload: { alert_id: alertId(2) } };
    const { json: posted } = await call('chat.postMessage', { channel: 'C2', text: 'first', metadata });
    await call('chat.postMessage', { channel: 'C2', text: 'reply', thread_ts: at(posted, 'ts') });
    const { json: updated } = await call('chat.update', { channel: 'C2', ts: at(posted, 'ts'), text: 'changed' });
    expect(updated).toMatchObject({ ok: true, ts: at(posted, 'ts') });
    const plain = await call('conversations.history', { channel: 'C2' });
    expect(at(plain.json, 'messages')).toMatchObject([{ text: 'changed', ts: at(posted, 'ts') }]);
    expect(at(plain.json, 'messages', 0, 'metadata')).toBeUndefined();
    const query = `channel=C2&include_all_metadata=true&limit=1`;
    const full = await send(
      `${running().endpoints.slackApiUrl}/conversations.history?${query}`,
      undefined,
      token(),
      'GET',
    );
    expect(at(full.json, 'messages')).toMatchObject([{ metadata }]);
    expect(running().counts()['slack-bot'].get(alertId(2))).toBe(1);
  });

  it('changes no message that it does not have, nor to a text above 4,000', async () => {
    const missing = await call('chat.update', { channel: 'C1', ts: '1700000000.000001', text: 'x' });
    expect(missing.json).toEqual({ ok: false, error: 'message_not_found' });
    const { json } = await call('chat.postMessage', { channel: 'C1', text: 'x' });
    const long = await call('chat.update', { channel: 'C1', ts: at(json, 'ts'), text: 'x'.repeat(4001) });
    expect(at(long.json, 'error')).toBe('msg_too_long');
  });

  it('knows who it is, and which methods there are', async () => {
    expect((await call('auth.test', {})).json).toMatchObject({ ok: true });
    expect((await call('chat.shout', {})).json).toEqual({ ok: false, error: 'unknown_method' });
    expect((await call('chat.postMessage', '{')).json).toEqual({ ok: false, error: 'invalid_json' });
  });
});
