import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { preview } from '../../infra/cli/preview.ts';
import { configOf } from '../../infra/load-config.ts';
import { createDestinations } from '../../lambdas/engine/deliver/destinations.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { readerOf } from '../../lambdas/engine/route/reader.ts';
import { routeMessageOver } from '../../lambdas/engine/route-options.ts';

const blocks = new Map(
  [...readFileSync('docs/wording.md', 'utf8').matchAll(/```\w+ (\S+)\n([\s\S]*?)```/g)].map(
    ([, file = '', text = '']) => [file, text],
  ),
);
const block = (file: string): string => blocks.get(file) ?? '';
const config = configOf(block('tocsin.yaml'), 'tocsin.yaml', false);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-wording-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function alertOfPage() {
  const setting = config.sources['falco'];
  if (setting === undefined) throw new Error('the page has no source falco');
  const bytes = Buffer.from(block('webhook.json'));
  const receivedAt = '2026-11-30T10:15:01.000Z';
  const found = await read(readerOf(setting), { bytes, headers: {}, sourceId: 'falco', receivedAt });
  const [first] = found.kind === 'alerts' ? found.alerts : [];
  if (first === undefined) throw new Error('the page has no alert');
  return first.alert;
}

/** What a destination of the page is sent for the webhook on it. */
async function sentTo(id: string): Promise<string> {
  const alert = await alertOfPage();
  const secrets = { SLACK_BOT_TOKEN: 'xoxb-1', PAGERDUTY_ROUTING_KEY: 'a'.repeat(32) };
  const connected = await createDestinations(config, async () => secrets)(id);
  if (typeof connected === 'string') throw new Error(connected);
  const attempt = { deliveryId: 'd', at: alert.receivedAt, possibleDuplicate: false };
  const ofRoute = await routeMessageOver(config).routeMessage?.(alert, id);
  return connected.render(alert, (await connected.word?.(alert, attempt, ofRoute)) ?? attempt).body ?? '';
}

interface Element {
  readonly type: string;
  readonly text?: string | { readonly text: string };
  readonly url?: string;
  readonly range?: string;
  readonly usergroup_id?: string;
  readonly elements?: readonly Element[];
}

/** A line of a Slack message as people see it. */
const lineOf = ({ text, url, range, usergroup_id: group, elements = [] }: Element): string => {
  const own = typeof text === 'string' ? text : (text?.text ?? '');
  const name = range ?? group;
  if (name !== undefined) return `@${name}`;
  return url !== undefined && typeof text === 'object' ? `${own} → ${url}` : own + elements.map(lineOf).join('');
};

const linesOf = ({ type, elements = [], ...rest }: Element): string[] =>
  type === 'rich_text' || type === 'actions' ? elements.map(lineOf) : [lineOf({ type, ...rest, elements })];

it('the webhook on the page becomes the message on the page', async () => {
  const { blocks: all } = JSON.parse(await sentTo('soc-slack')) as { blocks: Element[] };
  const lines = all.flatMap(linesOf).join('\n');
  const shown = block('message.txt').trimEnd().split('\n');
  // The text and what was done about it are one line each of the same block.
  expect(lines.split('\n').slice(0, 3)).toEqual(shown.slice(0, 3));
  for (const line of shown) expect(lines).toContain(line);
  // The label is absent, and its field with it.
  expect(lines).not.toContain('Team:');
  expect(lines).not.toContain('A shell was spawned');
});

it('the title of a route is that of its deliveries', async () => {
  expect(JSON.parse(await sentTo('oncall')).payload.summary).toContain('[production] Terminal shell in container');
});

it('preview shows the message with its wording', async () => {
  for (const file of ['tocsin.yaml', 'webhook.json']) writeFileSync(path.join(folder, file), block(file));
  const html = path.join(folder, 'preview.html');
  const file = path.join(folder, 'webhook.json');
  const code = await preview(
    { file, html, source: 'falco', config: path.join(folder, 'tocsin.yaml') },
    () => undefined,
  );
  expect(code).toBe(0);
  const page = readFileSync(html, 'utf8');
  for (const words of ['Terminal shell in container in payments', 'sh ran in checkout-7f9.', '[production]'])
    expect(page).toContain(words);
});
