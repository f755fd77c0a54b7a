import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleOf } from '../../infra/cli/samples.ts';
import { proofOf } from '../../infra/cli/send-credential.ts';
import { samplesText } from '../../infra/docs/pages.ts';
import { configOf } from '../../infra/load-config.ts';
import { resolveSecrets } from '../../lambdas/config/secrets.ts';
import { authenticateBody, authenticateHead, isSigned } from '../../lambdas/engine/ingest/authenticate.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import type { Source } from '../../lambdas/sources/_kit/define-source.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { tocsin } from './cli.ts';
import { fakeApi } from './fake-api.ts';

const yaml = (auth: string): string =>
  [
    'version: 1',
    `sources: { tool: { type: generic, auth: ${auth} } }`,
    'destinations: { soc: { type: webhook, url: "https://soc.example.com/", format: alert } }',
    'routes: [{ to: [soc] }]',
  ].join('\n');

const key = `whsec_${Buffer.from('a-shared-key-of-24-bytes').toString('base64')}`;
const secrets = { KEY: 'a/secret+with=signs', STANDARD: key };

const authOf = (auth: string) => {
  const { sources: all } = configOf(yaml(auth), 'tocsin.yaml', true);
  const setting = all['tool'];
  if (setting === undefined) throw new Error('no source');
  return resolveSecrets(setting.auth, secrets).value;
};

const schemes: readonly string[] = [
  'none',
  `{ bearer: "\${KEY}" }`,
  `{ header: { name: X-Key, value: "\${KEY}" } }`,
  `{ basic: { username: tool, password: "\${KEY}" } }`,
  `{ token: "\${KEY}" }`,
  `{ standardWebhooks: "\${STANDARD}" }`,
  `{ hmac: { header: x-signature, secret: "\${KEY}" } }`,
  `{ hmac: { scheme: grafana, timestampHeader: x-time, secret: "\${KEY}" } }`,
  ...['github', 'snyk', 'pagerduty', 'grafana', 'fastly', 'crowdstrike'].map(
    (scheme) => `{ hmac: { scheme: ${scheme}, secret: "\${KEY}" } }`,
  ),
];

describe('what a sender proves itself by', () => {
  it.each(schemes)('%s is accepted by ingest, and by it alone', async (scheme) => {
    const auth = authOf(scheme);
    const body = Buffer.from('{"title":"x"}');
    const nowMs = Date.now();
    const verdictOf = async (secret: typeof auth, sent: Uint8Array) => {
      const proof = proofOf('tool', secret, sent, nowMs);
      const headers = Object.fromEntries(
        Object.entries(proof.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const pathToken = proof.path === '' ? undefined : decodeURIComponent(proof.path.slice(1));
      const request = {
        method: 'POST',
        headers,
        pathToken,
        body,
        query: {},
        source: 'tool',
        address: '127.0.0.1',
        hasBody: true,
      };
      const head = authenticateHead(auth, request);
      return isSigned(auth) && head === undefined
        ? authenticateBody(auth, request, nowMs, async () => undefined)
        : head;
    };
    expect(await verdictOf(auth, body)).toBe('authentic');
    if (auth.scheme === 'none' || !('secrets' in auth)) return;
    const other = { ...auth, secrets: [`whsec_${Buffer.from('another-key').toString('base64')}`] };
    expect(await verdictOf(other, body)).toBe('refused');
  });

  it.each([
    ['eventbridge', 'its events come by EventBridge'],
    ['{ sns: { topicArns: ["arn:aws:sns:eu-central-1:123456789012:x"] } }', 'only SNS can sign for it'],
    ['{ standardWebhooks: "whpk_AAAA" }', 'only the sender has the private key'],
  ])('%s cannot be imitated, and says why', (scheme, why) => {
    const { auth } = { auth: scheme === 'eventbridge' ? ({ scheme } as const) : authOf(scheme) };
    expect(() => proofOf('tool', auth, Buffer.from(''), Date.now())).toThrow(why);
  });
});

describe('samples', () => {
  it('are as the case tables say: run "npm run docs" when they are not', () => {
    expect(readFileSync('infra/cli/samples.jsonl', 'utf8')).toBe(samplesText());
  });

  it.each(Object.entries<Source>(sources))('%s has one that becomes a detection', (type, source) => {
    const inbound = { bytes: sampleOf(type), headers: {}, sourceId: type, receivedAt: '2026-11-21T03:07:12.000Z' };
    const found = read(source, inbound);
    expect(found).toMatchObject({ kind: 'alerts' });
  });
});

describe('tocsin send', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-send-'));
  const before = process.cwd();
  beforeAll(() => {
    process.chdir(folder);
    writeFileSync('payload.json', '{"title":"a payload"}');
    writeFileSync('own.yaml', yaml(`{ bearer: "\${KEY}" }`));
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
  const accepted = () => fakeApi(() => ({ status: 202, body: { webhookId: 'wh_1', status: 'accepted' } }));

  it('posts the bytes of a file with the credential from the environment', async () => {
    const { url, asked } = await accepted();
    const words = ['send', 'tool', 'payload.json', '--config', 'own.yaml', '--url', url];
    const called = await tocsin(words, { environment: { KEY: 'the-key' } });
    expect(called).toMatchObject({ code: 0, err: '', out: expect.stringContaining('wh_1') });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      body: '{"title":"a payload"}',
      headers: { authorization: 'Bearer the-key', 'content-type': 'application/json' },
    });
    expect(asked[0]?.url.pathname).toBe('/v1/hooks/tool');
  });

  it('posts the sample of a type to the sources of npm start, without a configuration', async () => {
    const { url, asked } = await accepted();
    expect((await tocsin(['send', 'accuknox', '--sample', '--url', url])).code).toBe(0);
    expect(asked[0]?.headers['x-tocsin-key']).toBe('sample-accuknox-key');
    expect(asked[0]?.body).toBe(sampleOf('accuknox').toString());
    expect(readdirSync('.').toSorted()).toEqual(['own.yaml', 'payload.json']);
  });

  it.each([
    [['tool', '--config', 'own.yaml'], 2, 'name one FILE with a payload'],
    [['tool', 'payload.json', '--sample', '--config', 'own.yaml'], 2, 'name one FILE with a payload'],
    [
      ['tol', '--sample', '--config', 'own.yaml'],
      2,
      'no source "tol" in own.yaml; there are: tool; did you mean "tool"?',
    ],
    [['tool', 'missing.json', '--config', 'own.yaml'], 1, 'cannot read missing.json: it does not exist'],
    [['tool', '--sample', '--config', 'missing.yaml'], 1, 'missing.yaml does not exist'],
    [['constructor', '--sample'], 2, 'no source "constructor"'],
  ])('%j is refused, and says what to do', async (words, code, line) => {
    const called = await tocsin(['send', ...words], { environment: { KEY: 'the-key' } });
    expect(called).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
  });

  it('says which secret is not set, and what the hook refused', async () => {
    const words = ['send', 'tool', '--sample', '--config', 'own.yaml'];
    expect(await tocsin(words)).toMatchObject({ code: 3, err: expect.stringContaining('KEY not set') });
    const { url } = await fakeApi(() => ({ status: 401, body: { detail: 'no' } }));
    const refused = await tocsin([...words, '--url', url], { environment: { KEY: 'the-key' } });
    expect(refused).toMatchObject({ code: 3, out: '', err: expect.stringContaining('tool was refused with 401') });
    expect(refused.err).not.toContain('the-key');
  });
});
