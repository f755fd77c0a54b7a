/** A conversation stays where it began, also when the configuration sends alerts elsewhere by now. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { startSystem } from '../../infra/local/system.ts';
import { bodies, bot, closeAll, open, relabelled, relabelledOf, slackLike } from './chosen.ts';
import { HOOK_TOKEN, until, yamlOf } from './pipeline.ts';

afterEach(closeAll);

it.each([
  ['another channel for all', 'C0NEW'],
  ['a choice without that channel', '{ from: "{{ labels.team }}", map: { core: C0CORE }, default: C0NEW }'],
])('%s', async (_, next) => {
  const slack = await slackLike();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-kept-'));
  open.push({ close: async () => rmSync(dataDir, { recursive: true, force: true }) });
  const withChannel = async (channel: string) => {
    const yaml = yamlOf({ bot: bot(slack.url, channel) }, { relabelled });
    const config = configOf(yaml, 'test.yaml', true);
    const secrets = { HOOK_TOKEN, TOCSIN_ADMIN_TOKEN: 'a' };
    return startSystem({ config, dataDir, port: 0, host: '127.0.0.1', secrets, log: () => undefined });
  };
  const post = (url: string, body: string) =>
    fetch(`${url}/v1/hooks/relabelled`, { method: 'POST', headers: { authorization: `Bearer ${HOOK_TOKEN}` }, body });

  const before = await withChannel('{ from: "{{ labels.team }}", map: { payments: C0PAY }, default: C0DEF }');
  await post(before.url, relabelledOf('Down', 'payments'));
  await until('the first message', () => (slack.at('/chat.postMessage').length === 1 ? true : undefined));
  await before.close();
  const after = await withChannel(next);
  open.push(after);
  await post(after.url, relabelledOf('Down', 'payments', true));
  await until('its end', () => (slack.at('/chat.update').length === 1 ? true : undefined));
  expect(bodies(slack, '/chat.postMessage')).toMatchObject([
    { channel: 'C0PAY' },
    { channel: 'C0PAY', thread_ts: '1.0' },
  ]);
  expect(bodies(slack, '/chat.update')).toMatchObject([{ channel: 'C0PAY', ts: '1.0' }]);
});
