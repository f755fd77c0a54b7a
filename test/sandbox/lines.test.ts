import { expect, it } from 'vitest';
import type { ReceiverName } from '../../infra/sandbox/registry.ts';
import { sandbox, send } from './sandbox.ts';

const running = sandbox();
const ID = 'akto-prod:00000000000000000000000000000001';
const good = {
  cef: `CEF:0|Akto|API|1.0|rule|title|8|act=blocked msg=a\\=b\\nc cs1=${ID} cs1Label=alertId`,
  qradar: `LEEF:2.0|Akto|API|1.0|rule|^|devTime=1795228869123^sev=8^alertId=${ID}^title=title`,
} as const;

const post = (name: keyof typeof good, body: string, token = true) => {
  const settings = running().settings(name);
  const headers = token ? (settings['headers'] as Record<string, string>) : {};
  return send(String(settings['url']), body, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
};
const arrived = (name: ReceiverName) => running().counts()[name].get(ID) ?? 0;

it.each(['cef', 'qradar'] as const)('%s takes a line, and each of several', async (name) => {
  expect((await post(name, good[name])).status).toBe(200);
  expect((await post(name, `${good[name]}\n${good[name]}`)).status).toBe(200);
  expect(arrived(name)).toBe(3);
});

it.each(['cef', 'qradar'] as const)('%s asks for its token', async (name) => {
  expect((await post(name, good[name], false)).status).toBe(401);
});

it.each([
  ['cef', 'a line that is none', 'hello'],
  ['cef', 'a header of six fields', good.cef.replace('|title', '')],
  ['cef', 'a severity beyond ten', good.cef.replace('|8|', '|11|')],
  ['cef', 'a key that stands twice', `${good.cef} act=allowed`],
  ['qradar', 'LEEF without an event id', good.qradar.replace('rule', '')],
  ['qradar', 'a severity of nought', good.qradar.replace('sev=8', 'sev=0')],
  ['qradar', 'a time of other digits', good.qradar.replace('1795228869123', '2026-11-21')],
  ['qradar', 'a line that would be split', `${good.qradar}${'x'.repeat(8192)}`],
] as const)('%s says yes to %s, and the note says that it was lost', async (name, _, body) => {
  expect((await post(name, body)).status).toBe(200);
  expect(running().received()).toMatchObject([{ ok: false, arrived: false, receiver: name }]);
});
