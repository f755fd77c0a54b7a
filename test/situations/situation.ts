import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { DeliveryState } from '../../lambdas/domain/delivery.ts';
import type { AlertPage } from '../../lambdas/domain/listing.ts';
import { type Answer, type Ledger, type Product, startProduct } from '../one-machine/product.ts';
import { aktoWebhook } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { until } from '../until.ts';

/** So many seconds of the product pass in one second of the test. */
const SPEED = 20;
/** A time of the product as the test waits for it. */
export const shortly = (seconds: number): number => (seconds * 1000) / SPEED;

const preload = (file: string): string => `--import ${pathToFileURL(path.join(import.meta.dirname, file)).href}`;
const CLOCKS = [preload('fast-clock.ts'), preload('../one-machine/clock-preload.ts')].join(' ');

export interface Detail {
  readonly alert: Alert;
  readonly deliveries: readonly DeliveryState[];
}

/** The product as `npm start` runs it, by a fast clock, and what one sees of it from outside. */
export interface Situation {
  /** Posts a webhook to a source; waits until it is accepted. */
  hook(source: string, body: string): Promise<void>;
  admin(target: string, init?: RequestInit): Promise<Answer>;
  /** All alerts of a query, each with its deliveries. */
  alerts(query: string): Promise<readonly Detail[]>;
  /** The states of the deliveries of a source to a destination. */
  states(source: string, destination: string): Promise<readonly DeliveryState[]>;
  ledger(): Promise<Ledger | undefined>;
  /** Sets the wall clock ahead by so many hours more. */
  skip(hours: number): Promise<void>;
  /** Ends the process in order and starts it over the same data, perhaps with another configuration or environment. */
  restart(yaml?: string, env?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** A source of this type that anybody may post to. */
const sourceOf = (type: string): string => `{ type: ${type}, auth: none }`;

/** A configuration of sources by type, destinations as YAML, and routes as YAML lines. */
export const yamlOf = (
  sources: Readonly<Record<string, string>>,
  destinations: Readonly<Record<string, string>>,
  routes: readonly string[],
): string =>
  [
    'version: 1',
    'sources:',
    ...Object.entries(sources).map(([id, type]) => `  ${id}: ${sourceOf(type)}`),
    'destinations:',
    ...Object.entries(destinations).map(([id, setting]) => `  ${id}: ${setting}`),
    'routes:',
    ...routes.map((route) => `  - ${route}`),
  ].join('\n');

/** What `${KEY}` stands for: long enough for every vendor's credential. */
const KEY = '0123456789abcdef0123456789abcdef';
const MAX_PAGES = 20;

async function allAlerts(product: Product, query: string): Promise<AlertPage['alerts']> {
  const all: AlertPage['alerts'][number][] = [];
  let cursor = '';
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { body } = await product.admin(`/v1/alerts?${query}${cursor}`);
    const page = body as AlertPage;
    all.push(...page.alerts);
    if (page.cursor === undefined) break;
    cursor = `&cursor=${encodeURIComponent(page.cursor)}`;
  }
  return all;
}

/** An Akto webhook of the same problem as `aktoWebhook(n)`, so many seconds later. */
export function aktoRepeat(n: number, severity: string, seconds: number): string {
  const { maliciousEvents } = JSON.parse(aktoWebhook(n, severity));
  const [event] = maliciousEvents;
  return JSON.stringify({ maliciousEvents: [{ ...event, timestamp: event.timestamp + seconds }] });
}

/** Starts the product over a configuration, by a clock that is `SPEED` times as fast. */
export async function startSituation(yaml: string): Promise<Situation> {
  const clocked = { nodeOptions: CLOCKS, yaml };
  let offsetMs = 0;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-situation-'));
  const env = {
    KEY,
    CLOCK_SPEED: String(SPEED),
    CLOCK_BEGAN: String(Date.now()),
    CLOCK_OFFSET_FILE: path.join(folder, 'offset'),
  };
  let product = await startProduct({ ...clocked, folder, secrets: env });
  const detail = async (id: string): Promise<Detail> =>
    (await product.admin(`/v1/alerts/${encodeURIComponent(id)}`)).body as Detail;
  const alerts = async (query: string): Promise<readonly Detail[]> => {
    const all = await allAlerts(product, query);
    return Promise.all(all.map(({ id }) => detail(id)));
  };
  return {
    async hook(source, body) {
      const accepted = async () => ((await product.hook(source, body)).status === 202 ? true : undefined);
      await until(`${source} accepts`, accepted, 10_000);
    },
    admin: (target, init) => product.admin(target, init),
    alerts,
    async states(source, destination) {
      const all = await alerts(`source=${source}`);
      return all.flatMap(({ deliveries }) => deliveries.filter((each) => each.destination === destination));
    },
    ledger: () => product.ledger(),
    async skip(hours) {
      offsetMs += hours * 3_600_000;
      const file = path.join(folder, 'offset');
      writeFileSync(`${file}.new`, String(offsetMs));
      renameSync(`${file}.new`, file);
      // The preload looks every 50 ms of its own clock.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    async restart(next = yaml, more = {}) {
      process.kill(product.pid, 'SIGTERM');
      await until('the product has ended', () => (product.isRunning() ? undefined : true), 20_000);
      product = await startProduct({
        ...clocked,
        yaml: next,
        folder,
        port: product.port,
        secrets: { ...env, ...more },
      });
    },
    close: () => product.remove(),
  };
}

export type { Receiver };
export { startReceiver, until };
