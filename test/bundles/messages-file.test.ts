/** What the deployment puts beside the api function makes messages again, with the configuration that the function has. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleFunction, CONFIG_FILE, MESSAGES_FILE } from '../../infra/aws/bundle.ts';
import { configOf } from '../../infra/load-config.ts';
import { messagesFile } from '../../lambdas/functions/messages-file.ts';
import { alertOf } from '../engine/route/alerts.ts';

const yaml = `version: 1
sources: {}
destinations: { soc: { type: slack, webhookUrl: "\${SOC_URL}" }, tickets: { type: jira, baseUrl: https://corp.atlassian.net, email: bot@corp.example, apiToken: "\${JIRA_TOKEN}", project: APPSEC, issueType: Task } }
routes: [{ to: [soc, tickets] }]
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-messages-'));
  bundleFunction('api', configOf(yaml, 'tocsin.yaml', false), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alert = alertOf({ title: '<b>Shell</b> in a container' });
const asked = (destination: string) => ({
  deliveryId: `${alert.id}:${destination}`,
  destination,
  alert,
  at: '2026-11-21T20:15:01.000Z',
});

it('is loaded at its first use, and draws', async () => {
  const installed = JSON.parse(readFileSync(path.join(folder, CONFIG_FILE), 'utf8'));
  const { messages } = messagesFile({ TOCSIN_MESSAGES: path.join(folder, MESSAGES_FILE) }, installed);
  const soc = await messages?.(asked('soc'));
  expect(soc?.request?.url).toBe(`\${SOC_URL}`);
  expect(soc?.drawings[0]).toContain('&lt;b&gt;Shell');
  const tickets = await messages?.(asked('tickets'));
  expect(tickets?.request?.url).toMatch(/^https:\/\/corp\.atlassian\.net\/rest\/api\/3\/issue/);
  expect(tickets?.drawings[0]).toContain('APPSEC');
});

it('is absent where nothing was put there', () => {
  expect(messagesFile({}, { destinations: {}, routes: [] })).toEqual({});
});
