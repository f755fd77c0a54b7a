/** What-if says what then happens: the changed configuration is really run over the same alerts at the same times. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configOf } from '../../../infra/load-config.ts';
import type { Figures } from '../../../lambdas/engine/what-if/figures.ts';
import { simulate } from '../../../lambdas/engine/what-if/simulate.ts';
import { pastWebhooks, play, stored, worldOf } from './past.ts';

const yamlOf = (rest: string): string => `version: 1
sources:
  edge: { type: alertmanager, auth: none }
destinations:
  chat: { type: telegram, token: "\${TOKEN}", chatId: "1" }
  pager: { type: telegram, token: "\${TOKEN}", chatId: "2" }
  siem: { type: webhook, url: https://siem.example.com/in }
${rest}`;

const current = yamlOf(`routes:
  - { name: all, to: [chat, siem] }
  - { name: urgent, match: { severity: ">=high" }, to: [pager], dedupWindow: 10m }
`);

/** By what it changes. */
const changes: Readonly<Record<string, string>> = {
  'other routes and windows': `routes:
  - { name: all, match: { severity: ">=medium" }, to: [chat], dedupWindow: 4h }
  - { name: eu, match: { labels.cluster: eu }, to: [pager], dedupWindow: off }
  - { name: record, to: [siem], sendResolved: false }
`,
  'groups of an alert name': `routes:
  - { name: all, to: [chat], groupBy: [labels.alertname], groupWait: 30s, groupInterval: 5m, repeatInterval: 4h }
  - { name: by-cluster, match: { labels.cluster: [us, ap] }, to: [pager], groupBy: [labels.cluster], groupWait: 2m, groupInterval: 10m, sendResolved: false }
  - { name: record, where: 'labels.cluster = "eu"', to: [siem] }
`,
  'a tree, inhibition and times': `timeIntervals:
  nights: [{ times: [{ start_time: "20:00", end_time: "24:00" }, { start_time: "00:00", end_time: "08:00" }] }]
routes:
  - name: tree
    to: [chat]
    routes:
      - { name: critical, match: { severity: critical }, to: [pager], sendResolved: false }
      - { name: quiet, match: { labels.cluster: eu }, to: [chat], muteTimes: [nights], outside: drop }
  - { name: escalating, match: { labels.cluster: ap }, to: [siem], escalate: [{ after: 20m, to: [pager] }] }
inhibit:
  - { name: worse, when: { match: { severity: critical } }, suppress: { match: { severity: [low, info] } }, equal: [labels.cluster], atMost: 30m }
`,
};

/** The figures that are exact, as the states of deliveries. */
const statesOf = ({ notified, merged, suppressed, silenced, dead }: Figures) => ({
  delivered: notified,
  merged,
  suppressed: suppressed + silenced,
  dead,
});

const seed = 20261121;

/** WHAT_IF_ALERTS=5000 takes minutes: the changed configuration is really run over all of them. */
const ALERTS = Number(process.env['WHAT_IF_ALERTS'] ?? 300);

describe('what-if', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  for (const [name, change] of Object.entries(changes))
    it(`says what happens after a change: ${name}`, { timeout: 900_000 }, async () => {
      const webhooks = pastWebhooks(ALERTS, seed);
      const before = configOf(current, 'current.yaml', true);
      const after = configOf(yamlOf(change), 'changed.yaml', true);
      const first = worldOf(before);
      await play(first, webhooks);
      const past = await stored(first);
      const second = worldOf(after);
      await play(second, webhooks);
      const then = await stored(second);
      const said = await simulate(after, past.alerts);
      for (const [id, figures] of Object.entries(said.destinations)) {
        const really = { delivered: 0, merged: 0, suppressed: 0, dead: 0, ...then.states[id] };
        expect(statesOf(figures), id).toEqual(really);
        expect(figures.waiting, id).toBe(0);
      }
      const wasSaid = await simulate(before, past.alerts);
      for (const [id, figures] of Object.entries(wasSaid.destinations))
        expect(statesOf(figures), id).toEqual({ delivered: 0, merged: 0, suppressed: 0, dead: 0, ...past.states[id] });
    });
});
