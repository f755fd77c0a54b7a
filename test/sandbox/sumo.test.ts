import { expect, it } from 'vitest';
import { SUMO_PATH } from '../../infra/sandbox/sumo/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const message = (n: number, more: object = {}) =>
  JSON.stringify({ timestamp: '2026-11-21T03:07:09.000Z', alert_id: alertId(n), ...more });
const post = (body: string, headers: Record<string, string> = {}, path = SUMO_PATH) =>
  send(`${running().url}/sumo${path}`, body, headers);

it('takes a line for a message', async () => {
  expect((await post(`${message(1)}\n${message(2)}\r\n\n${message(1)}`)).status).toBe(200);
  expect([...running().counts().sumo]).toEqual([
    [alertId(1), 2],
    [alertId(2), 1],
  ]);
});

it.each([
  ['slices what is too long', message(1, { x: 'x'.repeat(65_536) }), {}],
  ['does not see what has no time', JSON.stringify({ alert_id: alertId(1) }), {}],
  ['takes for metrics what says so', message(1), { 'content-type': 'application/vnd.sumologic.carbon2' }],
])('%s, and says 200', async (_, body, headers) => {
  expect((await post(body, headers)).status).toBe(200);
  expect(running().counts().sumo.size).toBe(0);
});

it('refuses another token, and more than a megabyte', async () => {
  expect((await post(message(1), {}, '/receiver/v1/http/other')).status).toBe(401);
  expect((await post(message(1, { x: 'x'.repeat(1_048_576) }))).status).toBe(413);
});

it('stores the beginning of what times out', async () => {
  running().setFaults({ sumo: [{ keepEvents: 1 }] });
  expect((await post(`${message(1)}\n${message(2)}`)).status).toBe(408);
  expect([...running().counts().sumo.keys()]).toEqual([alertId(1)]);
});
