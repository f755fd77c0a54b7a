/** A reload of `npm start`: what changes takes effect within a second, nothing is lost, nothing arrives twice. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { type Product, startProduct } from '../one-machine/product.ts';
import { yamlOf } from '../situations/situation.ts';
import { aktoWebhook, until } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver((at) => (at === '/down' ? { status: 503 } : undefined));
});
afterEach(() => receiver.close());

const webhook = (name: string, more = ''): string => `{ type: webhook, url: "${receiver.url}/${name}"${more} }`;
const written = (destinations: Readonly<Record<string, string>>, routes: readonly string[]): string =>
  yamlOf({ akto: 'akto' }, destinations, routes);

/** Ids of the alerts that came to a path, with how often each came. */
const arrivals = (at: string): ReadonlyMap<string, number> => {
  const ids = receiver.at(at).map(({ body }) => String(JSON.parse(body).id));
  return new Map([...Map.groupBy(ids, (id) => id)].map(([id, all]) => [id, all.length]));
};

describe('the running program', () => {
  let product: Product;
  let folder: string;
  const file = () => path.join(folder, 'tocsin.yaml');
  /** As an editor does it: a new file takes the place of the old one. */
  const replace = (text: string, name = 'tocsin.yaml') => {
    writeFileSync(path.join(folder, 'new'), text);
    renameSync(path.join(folder, 'new'), path.join(folder, name));
  };
  const hook = async (source: string, n: number) => (await product.hook(source, aktoWebhook(n))).status;
  const said = (line: RegExp, withinMs = 10_000) =>
    until(`it says ${line}`, () => (line.test(product.log()) ? true : undefined), withinMs);

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-reload-'));
    writeFileSync(path.join(folder, '.env'), 'A_TOKEN=first-token-0123456789\n');
    const yaml = written({ one: webhook('one', `, headers: { authorization: "\${A_TOKEN}" }`) }, ['{ to: [one] }']);
    product = await startProduct({ yaml, folder });
  });
  afterEach(() => product.remove());

  it('takes a new source, destination and route, in one line', async () => {
    expect(await hook('second', 1)).toBe(404);
    const yaml = yamlOf({ akto: 'akto', second: 'akto' }, { one: webhook('one'), two: webhook('two') }, [
      '{ to: [one, two] }',
    ]);
    replace(yaml);
    await until('the new source is there', async () => ((await hook('second', 2)) === 202 ? true : undefined), 10_000);
    await until('both are notified', () =>
      arrivals('/two').size === 1 && arrivals('/one').size === 1 ? true : undefined,
    );
    await said(
      /Configuration reloaded: sources added second; destinations added two, changed one; routes changed route 1/,
    );
  });

  it('does what the page says of its example', async () => {
    const page = readFileSync('docs/reload.md', 'utf8');
    const [before = '', after = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) =>
      text.replaceAll('https://chat.example.com', receiver.url),
    );
    const line = /```text\n(Configuration reloaded: .*)\n/.exec(page)?.[1] ?? 'the page has no such line';
    const has = (text: string) =>
      until(`it says ${text}`, () => (product.log().includes(text) ? true : undefined), 10_000);
    replace(before);
    await has('destinations added old-chat, removed one');
    replace('A_TOKEN=first-token-0123456789\nCHAT_TOKEN=chat-token-0123456789\n', '.env');
    await has('Configuration read again: nothing has changed.');
    replace(after);
    await has(line);
    expect(await hook('second', 1)).toBe(202);
    await until('it is delivered', () => (arrivals('/new').size === 1 ? true : undefined));
    expect(receiver.at('/new')[0]?.headers.authorization).toBe('chat-token-0123456789');
  });

  it('keeps the configuration when the new one has mistakes, and says them as the check does', async () => {
    writeFileSync(file(), written({ one: webhook('one') }, ['{ to: [onne] }']));
    await said(
      /not reloaded, and the one before stays in use:\n.*tocsin\.yaml:\d+:\d+: routes\[0\]\.to\[0\]: unknown destination "onne": did you mean "one"\?/,
    );
    expect(await hook('akto', 1)).toBe(202);
    await until('it is delivered all the same', () => (arrivals('/one').size === 1 ? true : undefined));
    rmSync(file());
    await said(/tocsin\.yaml does not exist/);
    expect(await hook('akto', 2)).toBe(202);
    await until('it is delivered without the file', () => (arrivals('/one').size === 2 ? true : undefined));
  });

  it('keeps the configuration when a file is no text or a folder, and says what to do', async () => {
    const latin1 = written({ café: webhook('one') }, ['{ to: [café] }']);
    writeFileSync(file(), Buffer.from(latin1, 'latin1'));
    await said(/not reloaded, and the one before stays in use:\n.*tocsin\.yaml is not text in UTF-8: save it in that/);
    rmSync(file());
    mkdirSync(file());
    await said(/not reloaded, and the one before stays in use:\n.*tocsin\.yaml is a folder: name the file/);
    rmSync(path.join(folder, '.env'));
    mkdirSync(path.join(folder, '.env'));
    await said(
      /not reloaded, and the one before stays in use:\n.*\.env is a folder: it has to be a file with lines NAME/,
    );
    expect(await hook('akto', 1)).toBe(202);
    await until('it is delivered all the same', () => (arrivals('/one').size === 1 ? true : undefined));
  });

  it('takes a secret of .env that has changed, and shows its name only', async () => {
    await hook('akto', 1);
    await until('it is delivered', () => (receiver.at('/one').length === 1 ? true : undefined));
    replace('A_TOKEN=second-token-0123456789\n', '.env');
    await said(/Configuration reloaded: secrets changed A_TOKEN\./);
    await hook('akto', 2);
    await until('it is delivered', () => (receiver.at('/one').length === 2 ? true : undefined));
    expect(receiver.at('/one').map(({ headers }) => headers.authorization)).toEqual([
      'first-token-0123456789',
      'second-token-0123456789',
    ]);
    expect(product.log()).not.toMatch(/(first|second)-token/);
  });

  it('reads again at SIGHUP, and goes on', async () => {
    process.kill(product.pid, 'SIGHUP');
    await said(/Configuration read again: nothing has changed/);
    expect(product.isRunning()).toBe(true);
    expect(await hook('akto', 1)).toBe(202);
  });

  it('takes a file that is written in two halves once it is whole', async () => {
    const whole = written({ one: webhook('one'), two: webhook('two') }, ['{ to: [one, two] }']);
    writeFileSync(file(), whole.slice(0, 60));
    await sleep(80);
    writeFileSync(file(), whole);
    await said(/Configuration reloaded: destinations added two/);
    expect(product.log()).not.toMatch(/not reloaded/);
  });
});

describe('under load', () => {
  const ALERTS = 5_000;
  const PER_WEBHOOK = 50;
  const ADMIN = 'admin-token-0123456789';
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-reload-load-'));
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const batchOf = (first: number): string => {
    const events = Array.from({ length: PER_WEBHOOK }, (_, i) => JSON.parse(aktoWebhook(first + i)).maliciousEvents[0]);
    return JSON.stringify({ maliciousEvents: events });
  };
  const post = (url: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject).end(body);
    });
  const configured = (destinations: Readonly<Record<string, string>>, routes: readonly string[]) =>
    configOf(written(destinations, routes), 'test.yaml', true);
  const ledgerOf = async (system: System) => {
    const answer = await fetch(`${system.url}/v1/ledger`, { headers: { authorization: `Bearer ${ADMIN}` } });
    return (await answer.json()) as { alerts: number; deliveries: Record<string, number>; balanced: boolean };
  };

  it('loses none of 5,000 alerts and delivers none twice, while destinations are renamed and removed', async () => {
    const secrets = { TOCSIN_ADMIN_TOKEN: ADMIN };
    const old = {
      stays: webhook('stays'),
      renamed: webhook('down'),
      removed: webhook('down'),
      backup: webhook('backup'),
    };
    const routes = (to: string) => [`{ to: [${to}], fallback: [backup], after: 1h }`];
    const system = await startSystem({
      config: configured(old, routes('stays, renamed, removed')),
      dataDir,
      port: 0,
      host: '127.0.0.1',
      secrets,
      log: () => undefined,
    });
    try {
      const fresh = { stays: webhook('stays'), 'new-name': webhook('new'), backup: webhook('backup') };
      const steps = [
        configured({ ...old, stays: webhook('stays', ', timeout: 20s') }, routes('stays, renamed, removed')),
        configured(old, routes('stays, renamed, removed')),
        configured(fresh, routes('stays, new-name')),
        configured({ ...fresh, stays: webhook('stays', ', timeout: 25s') }, routes('stays, new-name')),
      ];
      let accepted = 0;
      const sending = (async () => {
        for (let first = 1; first <= ALERTS; first += PER_WEBHOOK) {
          while ((await post(`${system.url}/v1/hooks/akto`, batchOf(first))) !== 202) await sleep(20);
          accepted += PER_WEBHOOK;
        }
      })();
      for (const [i, config] of steps.entries()) {
        const target = ((i + 1) * ALERTS) / (steps.length + 1);
        await until(`${target} are accepted`, () => (accepted >= target ? true : undefined));
        await system.reload(config, secrets, false);
      }
      await sending;
      await until('all have arrived', () => (arrivals('/stays').size === ALERTS ? true : undefined), 90_000);
      const total = async () => {
        const { deliveries } = await ledgerOf(system);
        const all = Object.values(deliveries).reduce((sum, count) => sum + count, 0);
        return all >= 2 * ALERTS ? deliveries : undefined;
      };
      await until('every alert has its deliveries', total, 60_000);
      const twice = [...arrivals('/stays'), ...arrivals('/new')].filter(([, times]) => times !== 1);
      expect(twice).toEqual([]);
      const unconfigured = await system.reload(steps[2] ?? configured(fresh, routes('stays')), secrets, false);
      expect(unconfigured.map(({ destination }) => destination).toSorted()).toEqual(['removed', 'renamed']);
      // The fallback has what is held because its destination is gone, each alert of a destination once.
      await until('the fallback is notified', () => (arrivals('/backup').size > 0 ? true : undefined), 30_000);
      expect(await ledgerOf(system)).toMatchObject({ alerts: ALERTS, balanced: true });
      // What waits under the old name is delivered when it is configured again.
      await system.reload(
        configured({ ...fresh, renamed: webhook('again') }, routes('stays, new-name')),
        secrets,
        false,
      );
      const isWhole = () => (arrivals('/new').size + arrivals('/again').size === ALERTS ? true : undefined);
      await until('every alert is delivered under one of the two names', isWhole, 60_000);
      const [underNew, underOld] = [arrivals('/new'), arrivals('/again')];
      expect([...underOld.keys()].filter((id) => underNew.has(id))).toEqual([]);
      expect([...underNew, ...underOld].filter(([, times]) => times !== 1)).toEqual([]);
      expect(Math.min(underNew.size, underOld.size)).toBeGreaterThan(0);
    } finally {
      await system.close();
    }
  });
});
