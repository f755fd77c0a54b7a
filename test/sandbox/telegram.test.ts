import { expect, it } from 'vitest';
import { telegramSecrets } from '../../infra/sandbox/telegram/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const { token, chatId } = telegramSecrets;
const running = sandbox();
const call = (method: string, args: object, bot: string = token) =>
  send(`${running().url}/telegram/bot${bot}/${method}`, { chat_id: chatId, ...args });
const good = { text: `HIGH ${alertId(1)}`, entities: [{ type: 'bold', offset: 0, length: 4 }] };

it('sends, answers and changes a message', async () => {
  expect(await call('sendMessage', good)).toMatchObject({ status: 200, json: { ok: true, result: { message_id: 1 } } });
  expect((await call('sendMessage', { text: 'again', reply_parameters: { message_id: 1 } })).status).toBe(200);
  expect((await call('editMessageText', { message_id: 1, text: 'seen twice' })).status).toBe(200);
  expect((await call('editMessageText', { message_id: 1, text: 'seen twice' })).text).toContain('is not modified');
  expect(running().counts().telegram.get(alertId(1))).toBe(1);
});

it.each([
  ['no text', { text: ' ' }, 'message text is empty'],
  ['4,097 characters', { text: 'x'.repeat(4097) }, 'message is too long'],
  ['an entity that ends behind the text', { ...good, text: 'ab' }, 'ENTITY_BOUNDS_INVALID'],
  ['another chat', { ...good, chat_id: '-1' }, 'chat not found'],
  ['an answer to nothing', { ...good, reply_parameters: { message_id: 99 } }, 'message to be replied not found'],
])('refuses %s', async (_, args, description) => {
  expect(await call('sendMessage', args)).toMatchObject({
    status: 400,
    json: { ok: false, error_code: 400, description: `Bad Request: ${description}` },
  });
});

it('sends an answer to what is gone where that is allowed', async () => {
  const to = { reply_parameters: { message_id: 99, allow_sending_without_reply: true } };
  expect((await call('sendMessage', { ...good, ...to })).status).toBe(200);
});

it('does not know another token, nor another method', async () => {
  expect((await call('sendMessage', good, '1:other')).status).toBe(401);
  expect((await call('shout', good)).status).toBe(404);
});
