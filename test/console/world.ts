import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { configOf } from '../../infra/load-config.ts';
import { sampleConfig } from '../../infra/local/sample-config.ts';
import { startSystem } from '../../infra/local/system.ts';
import type { MockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import { createSandbox } from '../../infra/sandbox/server/sandbox.ts';
import { until } from '../until.ts';

export const ADMIN_TOKEN = 'console-admin-token';

const CHROMIUM = '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);

/** A system on this machine with mock receivers, and the ways to its console. */
export interface World {
  readonly url: string;
  /** Posts a webhook to the source `akto`, whose payloads are free text, and waits until its alert is kept. */
  alert(title: string, fields?: Readonly<Record<string, string>>): Promise<void>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
  readonly sandbox: ReturnType<typeof createSandbox>;
}

const extra = `  any: { type: generic, auth: { bearer: "\${AKTO_HOOK_TOKEN}" } }
`;

/**
 * Starts a system over the sample configuration, with a source of any payload, and more settings as lines of YAML; with
 * `mocks`, as `npm start -- --sandbox` does.
 */
export async function startWorld(settings = '', mocks?: MockDestinations): Promise<World> {
  const sandbox = createSandbox({});
  const sample = sampleConfig(sandbox.endpoints);
  const config = configOf(
    `${sample.yaml.replace('destinations:\n', `${extra}destinations:\n`)}${settings}`,
    'test.yaml',
    true,
    () => undefined,
  );
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-console-'));
  const secrets = { ...sample.secrets, TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN };
  const system = await startSystem({
    config: (await mocks?.inPlaceOf(config)) ?? config,
    dataDir,
    port: 0,
    host: '127.0.0.1',
    secrets,
    log: () => undefined,
    ...(mocks === undefined ? { sandbox } : { mocks }),
  });
  const ask = (where: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${system.url}${where}`, { ...init, headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...init.headers } });
  let sent = 0;
  return {
    url: system.url,
    sandbox,
    ask,
    async alert(title, fields = {}) {
      sent += 1;
      const body = JSON.stringify({ id: `console-${sent}`, title, severity: 'high', ...fields });
      await ask('/v1/hooks/any', {
        method: 'POST',
        headers: { authorization: `Bearer ${sample.secrets['AKTO_HOOK_TOKEN']}`, 'content-type': 'application/json' },
        body,
      });
      const wanted = sent;
      await until(`alert ${wanted} is kept`, async () => {
        const ledger = (await (await ask('/v1/ledger')).json()) as { alerts: number };
        return ledger.alerts >= wanted ? true : undefined;
      });
    },
    async close() {
      await system.close();
      sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** What a page did that it may not: errors of scripts and of the policy, and requests elsewhere. */
export function watched(page: Page, url: string): string[] {
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) wrong.push(message.text());
  });
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) wrong.push(`request: ${request.url()}`);
  });
  return wrong;
}

/** Signs in by keyboard alone, as a person does. */
export async function signIn(context: BrowserContext, url: string, at = '/console'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}${at}`);
  await page.getByLabel('Token', { exact: true }).waitFor();
  await page.keyboard.type(ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return page;
}

/** Opens a page by its two keys. The second counts within two seconds of the first, which a busy machine may miss. */
export async function goByKeys(page: Page, number: string): Promise<void> {
  const before = page.url();
  await until('another page is there', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press(number);
    return page.url() === before ? undefined : true;
  });
}
