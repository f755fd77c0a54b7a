import { expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { discordUrl } from '../../infra/sandbox/discord/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const hook = (name = 'discord') => discordUrl(`${running().url}/${name}`);
const good = { content: '**HIGH**', embeds: [{ description: 'x', footer: { text: `id ${alertId(1)}` } }] };

it('answers a message with its id only to those who wait, and lets it be changed', async () => {
  const { status, json, headers } = await send(`${hook()}?wait=true`, good);
  expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, '5']);
  const changed = await send(`${hook()}/messages/${at(json, 'id')}`, { content: 'Seen twice' }, {}, 'PATCH');
  expect(changed).toMatchObject({ status: 200, json: { content: 'Seen twice', embeds: good.embeds } });
  expect((await send(hook(), good)).status).toBe(204);
  expect(running().counts().discord.get(alertId(1))).toBe(2);
});

it.each([
  ['nothing to show', {}, 50_006],
  ['no JSON', '{', 50_109],
  ['2,001 characters', { content: 'x'.repeat(2001) }, 50_035],
  ['a description of 4,097', { embeds: [{ description: 'x'.repeat(4097) }] }, 50_035],
  ['6,001 in all', { embeds: [{ description: 'x'.repeat(3001) }, { description: 'x'.repeat(3000) }] }, 50_035],
  ['11 embeds', { embeds: Array(11).fill({ description: 'x' }) }, 50_035],
  ['a post in a channel', { content: 'x', thread_name: 'y' }, 220_003],
])('refuses %s', async (_, body, code) => {
  expect(await send(`${hook()}?wait=true`, body)).toMatchObject({ status: 400, json: { code } });
});

it('refuses a wrong token, another webhook, an unknown message and an unknown thread', async () => {
  expect(await send(`${hook()}x`, good)).toMatchObject({ status: 401, json: { code: 50_027 } });
  expect(await send(hook().replace('/13', '/14'), good)).toMatchObject({ status: 404, json: { code: 10_015 } });
  expect(await send(`${hook()}/messages/1`, good, {}, 'PATCH')).toMatchObject({ status: 404, json: { code: 10_008 } });
  expect(await send(`${hook()}?thread_id=1`, good)).toMatchObject({ status: 400, json: { code: 10_003 } });
});

it('makes a post of a message in a forum, and takes answers in it', async () => {
  const forum = hook('discord-forum');
  expect(await send(`${forum}?wait=true`, good)).toMatchObject({ status: 400, json: { code: 220_001 } });
  const { json } = await send(`${forum}?wait=true`, { ...good, thread_name: 'HIGH' });
  expect(at(json, 'channel_id')).toBe(at(json, 'id'));
  const answer = await send(`${forum}?wait=true&thread_id=${at(json, 'channel_id')}`, { content: 'Again' });
  expect(answer).toMatchObject({ status: 200, json: { channel_id: at(json, 'channel_id') } });
});
