import { expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { googleChatUrl } from '../../infra/sandbox/google-chat/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const hook = () => googleChatUrl(`${running().url}/google-chat`);
const cardOf = (...widgets: unknown[]) => ({
  cardsV2: [{ cardId: 'a', card: { header: { title: 'HIGH' }, sections: [{ widgets }] } }],
});
const paragraph = { textParagraph: { text: `id ${alertId(1)}` } };
const good = cardOf(paragraph);

it('makes one message of a request that comes twice, and joins a thread that it knows', async () => {
  const first = await send(`${hook()}&requestId=r1`, good);
  expect(await send(`${hook()}&requestId=r1`, good)).toMatchObject({ status: 200, json: first.json });
  expect(running().counts()['google-chat'].get(alertId(1))).toBe(1);
  const option = 'messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD';
  const reply = await send(`${hook()}&${option}`, { ...good, thread: at(first.json, 'thread') });
  expect(at(reply.json, 'thread')).toEqual(at(first.json, 'thread'));
  const other = await send(`${hook()}&${option}`, { ...good, thread: { name: 'spaces/AAAAsandbox/threads/gone' } });
  expect(at(other.json, 'thread', 'name')).toMatch(/sandbox3$/);
});

it.each([
  ['an empty message', {}],
  ['a field that is none', { ...good, blocks: [] }],
  ['a widget that is none', cardOf({ paragraph: 'x' })],
  ['a section without widgets', cardOf()],
  ['a button without an address', cardOf({ buttonList: { buttons: [{ text: 'Open' }] } })],
  ['more than 32,000 bytes', cardOf({ textParagraph: { text: 'x'.repeat(32_000) } })],
])('refuses %s', async (_, body) => {
  expect(await send(hook(), body)).toMatchObject({ status: 400, json: { error: { status: 'INVALID_ARGUMENT' } } });
});

it('says which credential is wrong', async () => {
  expect((await send(hook().replace('key=', 'key=x'), good)).text).toContain('API_KEY_INVALID');
  expect((await send(hook().replace('token=', 'token=x'), good)).status).toBe(403);
  expect((await send(hook().replace('AAAA', 'BBBB'), good)).status).toBe(404);
});

it('shows nothing of what is above a hundred widgets', async () => {
  await send(hook(), cardOf(...Array(101).fill(paragraph)));
  expect(running().received()).toMatchObject([{ status: 200, arrived: false }]);
});
