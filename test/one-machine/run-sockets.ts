import { request } from 'node:http';
import { until } from '../until.ts';
import { atRest } from './account.ts';
import { genericAlert, markOf, sample, webhookTo } from './alerts.ts';
import { type Product, startProduct } from './product.ts';
import { startReceiver } from './receiver.ts';
import type { FaultRun, Report } from './report.ts';
import { openSockets } from './sockets.ts';

const FORGED = markOf('forged', 1);

const yaml = (url: string): string => `version: 1
sources:
  generic: { type: generic, auth: none }
  secured: { type: generic, auth: { bearer: "\${HOOK_TOKEN}" } }
destinations:
  archive: ${webhookTo(url)}
routes:
  - to: [archive]
`;

/** What a web page or another machine could ask for; none of it has a credential. */
const requests: readonly (readonly [method: string, target: string])[] = [
  ['GET', '/'],
  ['GET', '/v1/alerts'],
  ['GET', '/v1/alerts/x'],
  ['GET', '/v1/ledger'],
  ['GET', '/v1/silences'],
  ['GET', '/v1/destinations'],
  ['GET', '/v1/sources'],
  ['GET', '/metrics'],
  ['POST', '/v1/silences'],
  ['POST', '/v1/replay'],
  ['POST', '/v1/deliveries/x/replay'],
  ['POST', '/v1/destinations/archive/test'],
  ['POST', '/v1/destinations/archive/pause'],
  ['DELETE', '/v1/silences/x'],
  ['POST', '/v1/hooks/secured'],
  ['PUT', '/v1/hooks/secured'],
  ['OPTIONS', '/v1/alerts'],
  ['OPTIONS', '/v1/hooks/secured'],
];

const silence = JSON.stringify({
  match: { source: 'generic' },
  until: '2099-01-01T00:00:00Z',
  author: 'x',
  reason: 'x',
});

const guises: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'from a web page': {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
  'under another host name': { host: 'evil.example' },
};

interface Refusal {
  readonly status: number;
  /** What a browser would be allowed to read. */
  readonly cors: string | undefined;
}

/** With `fetch` a program cannot say another host, so this asks by hand. */
function ask(
  product: Product,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<Refusal> {
  return new Promise((resolve) => {
    const body = method === 'GET' ? '' : target === '/v1/silences' ? silence : genericAlert(FORGED);
    const sent = request(
      { host: '127.0.0.1', port: product.port, path: target, method, agent: false, timeout: 20_000 },
      (answer) => {
        answer.resume();
        const cors = answer.headers['access-control-allow-origin'];
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, cors }));
      },
    );
    sent.on('error', () => resolve({ status: 0, cors: undefined }));
    for (const [name, value] of Object.entries({ 'content-type': 'text/plain', ...headers }))
      sent.setHeader(name, value);
    sent.setHeader('content-length', Buffer.byteLength(body));
    sent.end(body);
  });
}

/** The requests that were not refused as they should be. */
async function notRefused(product: Product, headers: Readonly<Record<string, string>>): Promise<string[]> {
  const wrong: string[] = [];
  for (const [method, target] of requests) {
    const { status, cors } = await ask(product, method, target, headers);
    const isRefused = status >= 400 && status < 500 && cors === undefined;
    if (!isRefused) wrong.push(`${method} ${target} ${status} allow-origin ${cors}`);
  }
  return wrong;
}

async function askAsStrangers(product: Product, alerts: number, report: Report): Promise<void> {
  const before = JSON.stringify(await atRest(product, alerts, 30_000));
  for (const [guise, headers] of Object.entries(guises)) {
    const wrong = await notRefused(product, headers);
    report.check(
      `${requests.length} requests ${guise} without credential are refused`,
      wrong.length === 0,
      sample(wrong),
    );
  }
  const after = JSON.stringify(await product.ledger());
  report.check('the ledger is as before', before === after, before === after ? '' : `${before} then ${after}`);
  const { body } = await product.admin('/v1/silences');
  report.check('nobody made a silence', !JSON.stringify(body).includes('2099'), JSON.stringify(body).slice(0, 200));
}

const linesOf = (product: Product): string[] =>
  openSockets(product.pid).map(({ protocol, address }) => `${protocol} ${address}`);

/** Under work, since a socket may be opened for a moment. */
async function socketsUnderWork(product: Product, alerts: number): Promise<Set<string>> {
  const seen = new Set(linesOf(product));
  for (let n = 0; n < alerts; n += 1) {
    await product.hook('generic', genericAlert(markOf('socket', n)));
    for (const line of linesOf(product)) seen.add(line);
  }
  return seen;
}

/** Nothing but the edge listens, and nobody without a credential makes it do anything. */
export const sockets: FaultRun = {
  about: 'the edge is the only listening socket; a web page and a foreign host name do nothing without a credential',
  async run({ alerts = 40 }, report) {
    const receiver = await startReceiver();
    const secrets = { HOOK_TOKEN: 'sockets-hook-token-0123456789' };
    const product = await startProduct({ yaml: yaml(receiver.url), secrets });
    try {
      const seen = await socketsUnderWork(product, alerts);
      report.say(`sent ${alerts} alerts; sockets seen meanwhile: ${[...seen].join(', ')}`);
      const strange = [...seen].filter((line) => line !== `tcp 127.0.0.1:${product.port}`);
      report.check('the edge alone listens', seen.size > 0 && strange.length === 0, strange.join(', '));
      const arrived = () => (receiver.times.size >= alerts ? true : undefined);
      await until('the alerts arrive', arrived, 60_000).catch(() => undefined);
      report.check('the alerts arrived', receiver.times.size === alerts, `${receiver.times.size} of ${alerts}`);
      await askAsStrangers(product, alerts, report);
      report.check('nothing forged arrived', !receiver.times.has(FORGED));
    } finally {
      await product.remove();
      await receiver.close();
    }
  },
};
