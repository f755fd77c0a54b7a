import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { createInventedSecrets } from '../../infra/local/invented-secrets.ts';
import { startSystem } from '../../infra/local/system.ts';
import { createMockDestinations } from '../../infra/mock-destinations/mock-destinations.ts';
import { until } from '../until.ts';

const page = readFileSync('docs/sandbox.md', 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

it('the example of docs/sandbox.md shows what it says', async () => {
  const config = configOf(block('yaml'), 'docs/sandbox.md', true, () => undefined);
  const mocks = createMockDestinations();
  const secrets = createInventedSecrets()(config, {});
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-docs-sandbox-'));
  const inPlace = await mocks.inPlaceOf(config);
  const given = { dataDir, port: 0, host: '127.0.0.1', log: () => undefined, mocks };
  const system = await startSystem({ ...given, config: inPlace, secrets: { ...secrets, TOCSIN_ADMIN_TOKEN: 'docs' } });
  try {
    const body = readFileSync('infra/local/samples/akto.txt');
    const headers = { authorization: `Bearer ${secrets['AKTO_HOOK_TOKEN']}` };
    await fetch(`${system.url}/v1/hooks/akto-prod`, { method: 'POST', headers, body });
    const wanted = JSON.parse(block('json'));
    await until('both got it', async () => {
      const answer = await fetch(`${system.url}/v1/sandbox`, { headers: { authorization: 'Bearer docs' } });
      const shown = (await answer.json()) as { destinations: Record<string, unknown>[] };
      const destinations = shown.destinations.map(({ lastAt: _, lastSummary: __, ...rest }) => rest);
      return JSON.stringify({ ...shown, destinations }) === JSON.stringify(wanted) ? true : undefined;
    });
    expect(mocks.view.received('sec-jira', 1)?.[0]?.request.body).toContain('"key":"APPSEC"');
  } finally {
    await system.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
