import { expect, it } from 'vitest';
import { MATTERMOST_KEY } from '../../infra/sandbox/mattermost/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const post = (body: unknown, key = MATTERMOST_KEY) => send(`${running().url}/mattermost/hooks/${key}`, body);
const good = { text: '**HIGH**', attachments: [{ fallback: 'x', color: '#d92d20', text: `id \`${alertId(1)}\`` }] };

it('says ok as plain text', async () => {
  expect(await post(good)).toMatchObject({ status: 200, text: 'ok' });
  expect(running().counts().mattermost.get(alertId(1))).toBe(1);
});

it('splits what is too long into several posts', async () => {
  await post({ text: `${'x'.repeat(16_400)} ${alertId(2)}` });
  expect(running().counts().mattermost.get(alertId(2))).toBe(2);
});

it.each([
  ['nothing to show', {}, 400, 'web.incoming_webhook.text.app_error'],
  ['no JSON', '{', 400, 'model.incoming_hook.parse_data.app_error'],
  ['an unknown channel', { ...good, channel: 'nowhere' }, 404, 'web.incoming_webhook.channel.app_error'],
  [
    'attachments that are too long',
    { attachments: [{ text: 'x'.repeat(760_001) }] },
    400,
    'web.incoming_webhook.split_props_length.app_error',
  ],
])('refuses %s', async (_, body, status, id) => expect(await post(body)).toMatchObject({ status, json: { id } }));

it('does not know another key', async () => {
  const id = 'web.incoming_webhook.invalid.app_error';
  expect(await post(good, 'other')).toMatchObject({ status: 400, json: { id } });
});

it('notices who is called', async () => {
  await post({ text: '<!channel> look' });
  expect(running().received()).toMatchObject([{ summary: 'calls <!channel>: <!channel> look' }]);
});
