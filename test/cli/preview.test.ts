import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { preview } from '../../infra/cli/preview.ts';
import type { Service } from '../../infra/sandbox/_kit/service.ts';
import { sandboxSecrets } from '../../infra/sandbox/_kit/settings.ts';
import { receiverNames, services } from '../../infra/sandbox/registry.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { destinations } from '../../lambdas/destinations/index.ts';

const akto = path.resolve('infra/local/samples/akto.txt');
const accuknox = path.resolve('infra/local/samples/accuknox.json');
const alert = (name: string): string => path.resolve(`test/fixtures/alerts/${name}.json`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-preview-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function shown(file: string, options: Readonly<Record<string, string>> = {}) {
  const html = path.join(folder, 'preview.html');
  const lines: string[] = [];
  const code = await preview({ file, html, ...options }, (line) => lines.push(line));
  return { code, said: lines.join('\n'), page: readFileSync(html, 'utf8') };
}

const written = (yaml: string): string => {
  const file = path.join(folder, 'own.yaml');
  writeFileSync(file, yaml);
  return file;
};

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};

/** Every credential of every stand-in. */
function inventedSecrets(): string[] {
  const registry: Readonly<Record<string, Destination>> = destinations;
  return receiverNames.flatMap((name) => {
    const service: Service = services[name];
    const settings = service.settings(`https://${name}.example.test`, sandboxSecrets);
    return (registry[String(settings['type'])]?.secrets ?? []).flatMap((secret) => texts(settings[secret]));
  });
}

const harmless = new Set([
  ...['html', 'head', 'meta', 'title', 'style', 'body', 'main', 'section', 'article', 'div', 'span', 'p', 'br', 'hr'],
  ...['h1', 'h2', 'h3', 'h4', 'details', 'summary', 'pre', 'code', 'mark', 'b', 'i', 'em', 'strong', 's', 'u', 'small'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'ol', 'li', 'blockquote', 'dl', 'dt', 'dd'],
]);

/** Elements and attributes that do something: what an alert says must never become one. */
const liveParts = (page: string): string[] =>
  [...page.matchAll(/<\/?([a-z][a-z0-9]*)([^<>]*)>/gi)]
    // A frame without any right, whose content is an attribute's text here.
    .filter(([whole]) => !/^<iframe class="mail" sandbox="" title="[^"]*" srcdoc="[^"]*">$|^<\/iframe>$/.test(whole))
    .filter(([, tag = '', attributes = '']) => {
      const isLive = /\s(on\w+|href|src|srcset|action|formaction)\s*=|url\(/i.test(attributes);
      return isLive || !harmless.has(tag.toLowerCase());
    })
    .map(([whole]) => whole);

it('shows a sample to every kind of destination when nothing is configured', async () => {
  const { code, said, page } = await shown(akto);
  expect(code).toBe(0);
  expect(said).toContain('1 alert, read as akto (guessed; --type says otherwise)');
  for (const name of receiverNames) expect(said).toContain(`\n  ${name} (`);
  expect(said).not.toContain('refused by');
  expect(said).toMatch(/summary \d+ of 255 characters/);
  expect(page).toContain(`<meta http-equiv="content-security-policy" content="default-src 'none'; style-src`);
  expect(liveParts(page)).toEqual([]);
});

it('shows nothing secret, in whatever spelling', async () => {
  const { said, page } = await shown(accuknox);
  for (const secret of inventedSecrets().filter((text) => text.length > 8)) {
    expect(said).not.toContain(secret);
    expect(page).not.toContain(secret);
    expect(page).not.toContain(encodeURIComponent(secret));
  }
});

it('shows each configured destination, looks no secret up, and hides those that stand in the file', async () => {
  const config = written(`version: 1
sources:
  edge: { type: akto, auth: { bearer: "\${HOOK}" } }
destinations:
  soc: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }
  pager: { type: pagerduty, routingKey: "0123456789abcdef0123456789abcdef" }
  line: { type: qradar, url: "https://qradar.example.test:12469/?key=very-secret", headers: { authorization: "\${QRADAR}" } }
  wire: { type: syslog, url: "syslog+tls://siem.example.test", format: leef }
routes:
  - to: [soc]
`);
  process.env['SLACK_WEBHOOK_URL'] = 'https://hooks.slack.com/services/T1/B1/realrealreal';
  const { code, said, page } = await shown(akto, { config, source: 'edge' });
  delete process.env['SLACK_WEBHOOK_URL'];
  expect(code).toBe(0);
  expect(said).toContain('read as akto\n');
  expect(said).toContain(`soc (slack)  POST \${SLACK_WEBHOOK_URL}`);
  expect(said).toContain('line (qradar)  POST https://qradar.example.test:12469/?key=…');
  expect(said).toContain('wire (syslog)  POST syslog+tls://siem.example.test');
  expect(page).toContain('[routingKey]');
  for (const secret of ['realrealreal', '0123456789abcdef0123456789abcdef', 'very-secret']) {
    expect(said).not.toContain(secret);
    expect(page).not.toContain(secret);
  }
  const alone = await shown(akto, { config, to: 'wire' });
  expect(alone.said).not.toContain('soc (slack)');
  await expect(shown(akto, { config, to: 'nobody' })).rejects.toThrow('there are: soc, pager, line, wire');
  await expect(shown(akto, { config, source: 'other' })).rejects.toThrow('name its type with --type');
});

it.each(['hostile', 'oversized', 'unicode', 'resolved'])(
  'shows a stored alert, however it is written: %s',
  async (name) => {
    const { code, said, page } = await shown(alert(name));
    expect(code).toBe(0);
    expect(said).toContain('read as a stored alert');
    expect(said).not.toContain('TOO LARGE');
    expect(liveParts(page)).toEqual([]);
  },
);

it('says what to do with what it cannot read', async () => {
  const file = path.join(folder, 'sample.txt');
  writeFileSync(file, 'hello');
  await expect(shown(file)).rejects.toThrow('name one with --type');
  await expect(shown(file, { type: 'aktoo' })).rejects.toThrow('unknown source type "aktoo"');
  writeFileSync(file, ' ');
  await expect(shown(file, { type: 'akto' })).rejects.toThrow('there is nothing in it');
});

it('is a command that reads standard input', async () => {
  const said = await new Promise<string>((resolve, reject) => {
    const command = [path.resolve('infra/cli/bin/tocsin.ts'), 'preview', '-', '--to', 'splunk'];
    const child = execFile(process.execPath, command, { cwd: folder }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    child.stdin?.end(readFileSync(akto));
  });
  expect(said).toContain('splunk (splunk)  POST https://splunk.example.test/services/collector/event');
  expect(readFileSync(path.join(folder, 'preview.html'), 'utf8')).toContain('<title>Tocsin preview</title>');
});

it('says which route and child of the configuration apply, and which group the alert joins', async () => {
  const config = written(`version: 1
sources: { prom: { type: alertmanager, auth: { bearer: "\${T}" } } }
destinations:
  ops: { type: slack, webhookUrl: "\${A}" }
  db: { type: slack, webhookUrl: "\${B}" }
routes:
  - name: all
    to: [ops]
    groupBy: [cluster]
    groupWait: 30s
    repeatInterval: 4h
    routes: [{ name: db, matchers: [service="mysql"], to: [db] }]
`);
  const file = path.join(folder, 'alerts.json');
  const alertAt = (service: string) => ({
    status: 'firing',
    labels: { alertname: 'Down', cluster: 'eu', service },
    startsAt: '2026-11-30T10:00:00Z',
    fingerprint: service,
  });
  const alerts = [alertAt('mysql'), alertAt('web')];
  writeFileSync(file, JSON.stringify({ version: '4', status: 'firing', receiver: 'tocsin', alerts }));
  const { said } = await shown(file, { config, source: 'prom' });
  expect(said).toContain(
    'route all/db: db\n  group at db (cluster=eu): after 30 s, then at most every 5 min, and again after 4 h',
  );
  expect(said).toContain('route all: ops\n  group at ops (cluster=eu)');
});
