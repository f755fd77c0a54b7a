/** The example of docs/reach.md, run by `npm start`: behind a proxy, a private authority, a client certificate, on a private address. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../one-machine/product.ts';
import type { Detail } from '../situations/situation.ts';
import { authorityOf, type Pair, serverOf, withChain } from '../transport/certificates.ts';
import { portOf } from '../transport/listening.ts';
import { type ConnectProxy, startProxy } from '../transport/reach/connect-proxy.ts';
import { until } from '../until.ts';
import { aktoWebhook } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'c0rp-pr0xy-passw0rd';
const TOKEN = 'akto-token-0123456789';
const example = /```yaml\n(version: 1[\s\S]*?)```/.exec(readFileSync('docs/reach.md', 'utf8'))?.[1] ?? '';

const arrived: string[] = [];
const closing: (() => unknown)[] = [];
let root: Pair;
let client: Pair;
let proxy: ConnectProxy;
let wiki: Receiver;
let yaml: string;
let product: Product | undefined;

async function secureReceiver(name: string, options: object): Promise<number> {
  const server = createServer(options, async (request, response) => {
    await text(request);
    arrived.push(name);
    response.end();
  }).listen(0, '127.0.0.1');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return portOf(server);
}

beforeAll(async () => {
  root = await authorityOf('corp root');
  const intermediate = await authorityOf('corp intermediate', root);
  client = await serverOf('tocsin', root);
  const certificateOf = async (name: string) => withChain(await serverOf(name, intermediate), intermediate);
  const siem = await secureReceiver('siem', {
    ...(await certificateOf('siem.corp.example')),
    ...{ requestCert: true, rejectUnauthorized: true, ca: root.cert },
  });
  const tickets = await secureReceiver('tickets', await certificateOf('tickets.corp.example'));
  wiki = await startReceiver();
  proxy = await startProxy({
    credentials: `tocsin:${SECRET}`,
    hosts: { 'siem.corp.example': '127.0.0.1', 'tickets.corp.example': '127.0.0.1' },
  });
  closing.push(proxy.close, wiki.close);
  // The addresses of the example, where they are in this test.
  yaml = example
    .replace(':8443/', `:${siem}/`)
    .replace(':8444/', `:${tickets}/`)
    .replace('http://10.20.30.40:8080', wiki.url);
});
afterEach(async () => {
  await product?.remove();
  product = undefined;
  arrived.length = 0;
});
afterAll(async () => {
  for (const close of closing) await close();
});

async function started(written: string, secrets: Readonly<Record<string, string>> = {}): Promise<Product> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-reach-'));
  mkdirSync(path.join(folder, 'certs'));
  writeFileSync(path.join(folder, 'certs/corp-ca.pem'), root.cert);
  writeFileSync(path.join(folder, 'certs/tocsin.pem'), client.cert);
  product = await startProduct({
    yaml: written,
    folder,
    secrets: {
      AKTO_HOOK_TOKEN: TOKEN,
      CORP_PROXY: `http://tocsin:${SECRET}@127.0.0.1:${proxy.port}`,
      // As it stands in an environment that knows no line ends.
      SIEM_CLIENT_KEY: client.key.replaceAll('\n', '\\n'),
      ...secrets,
    },
  });
  return product;
}

/** The state of each delivery of the one alert, when every one was tried. */
async function afterOne(running: Product, isDone: (states: Detail['deliveries']) => boolean) {
  const sent = await running.request('/v1/hooks/akto', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: aktoWebhook(1),
  });
  expect(sent.status).toBe(202);
  const states = await until(
    'all were tried',
    async () => {
      const { body } = await running.admin('/v1/alerts?source=akto');
      const [alert] = (body as { alerts: { id: string }[] }).alerts;
      if (alert === undefined) return undefined;
      const detail = (await running.admin(`/v1/alerts/${encodeURIComponent(alert.id)}`)).body as Detail;
      return isDone(detail.deliveries) ? detail.deliveries : undefined;
    },
    20_000,
  );
  return new Map(states.map((state) => [state.destination, state]));
}

const isTried = ({ attempts }: Detail['deliveries'][number]): boolean => attempts.length > 0;
const allTried = (states: Detail['deliveries']): boolean => states.length === 3 && states.every(isTried);

describe('the example of the page', () => {
  it('delivers to all three, each in its way, and shows no secret', async () => {
    const running = await started(yaml);
    const states = await afterOne(
      running,
      (all) => all.length === 3 && all.every(({ status }) => status === 'delivered'),
    );
    expect([...states.keys()].sort()).toEqual(['siem', 'tickets', 'wiki']);
    expect(arrived.toSorted()).toEqual(['siem', 'tickets']);
    expect(wiki.at('/alerts')).toHaveLength(1);
    expect(proxy.seen.map((target) => target.split(':')[0]).toSorted()).toEqual([
      'siem.corp.example',
      'tickets.corp.example',
    ]);
    expect(running.log()).not.toContain(SECRET);
  });

  it.each<[string, (written: string) => string, Readonly<Record<string, string>>, string, RegExp]>([
    [
      'authority',
      (written) => written.replace(/^ {2}authority:.*\n/m, ''),
      {},
      'tickets',
      /^unable_to_get_issuer_cert_locally: .*authority/,
    ],
    [
      'clientCertificate',
      (written) => written.replace(/^ {4}clientCertificate:.*\n/m, ''),
      {},
      'siem',
      /clientCertificate/,
    ],
    ['credentials', (written) => written, { CORP_PROXY: 'PROXY' }, 'tickets', /^proxy_http_407: .*proxy/],
  ])('says what is missing without %s, and sends nothing', async (_, change, secrets, destination, reason) => {
    const own = Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, value.replace('PROXY', `http://127.0.0.1:${proxy.port}`)]),
    );
    const running = await started(change(yaml), own);
    const states = await afterOne(running, allTried);
    expect(states.get(destination)).toMatchObject({ status: 'retrying', reason: expect.stringMatching(reason) });
    expect(states.get(destination)?.attempts[0]).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(reason),
    });
    expect(arrived).not.toContain(destination);
    expect(JSON.stringify([...states.values()])).not.toContain(SECRET);
  });
});
