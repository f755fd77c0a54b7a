import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { startSystem } from '../../infra/local/system.ts';
import type { Ledger } from '../../lambdas/domain/counters.ts';
import { deliveryStatuses } from '../../lambdas/domain/delivery.ts';
import type { AlertPage } from '../../lambdas/domain/listing.ts';
import { describedEndpoints } from '../../lambdas/engine/api/endpoints.ts';
import type { AlertDetail } from '../../lambdas/engine/api/find-alert.ts';
import { openApiOf } from '../../lambdas/engine/api/openapi.ts';
import { documentedBy } from '../engine/api/documented.ts';
import { until } from '../until.ts';

export { until };

export const HOOK_TOKEN = 'pipeline-hook-token';
export const ADMIN_TOKEN = 'pipeline-admin-token';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One event that the system logged. */
export interface Logged {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A whole system on this machine, and what one does with it from outside. */
export interface Pipeline {
  readonly url: string;
  readonly logged: readonly Logged[];
  /** Any request; the answer's body as JSON, or nothing where it is none. */
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** A webhook to a source whose credential is `HOOK_TOKEN` as bearer. */
  hook(
    source: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  alerts(query?: string): Promise<AlertPage>;
  alert(id: string): Promise<AlertDetail>;
  replay(deliveryId: string): Promise<Answer>;
  /** A request to the API with the admin's credential. */
  admin(path: string, init?: RequestInit): Promise<Answer>;
  ledger(): Promise<Ledger>;
  /** The ledger once the accepted webhooks are counted and nothing is in flight any more. */
  settled(accepted: number, withinMs?: number): Promise<Ledger>;
  close(): Promise<void>;
}

const inFlight = deliveryStatuses.slice(0, 4);

const undocumented = documentedBy(openApiOf(describedEndpoints()));

async function send(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

/** Starts a system over a configuration; `${HOOK_TOKEN}` is set, and whatever `secrets` add. */
export async function startPipeline(yaml: string, secrets: Readonly<Record<string, string>> = {}): Promise<Pipeline> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tocsin-pipeline-'));
  const logged: Logged[] = [];
  const system = await startSystem({
    config: configOf(yaml, 'test.yaml', true),
    dataDir,
    port: 0,
    host: '127.0.0.1',
    secrets: { HOOK_TOKEN, ...secrets, TOCSIN_ADMIN_TOKEN: ADMIN_TOKEN },
    log: (event, fields) => logged.push({ event, fields }),
  });
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const request = async (target: string, init: RequestInit = {}) => {
    const answer = await send(system.url + target, init);
    const { status, headers, body } = answer;
    const type = headers.get('content-type') ?? '';
    expect(undocumented(init.method ?? 'GET', target, { status, type, body })).toBeUndefined();
    return answer;
  };
  /** What the API answers, in the type that it promises. */
  const get = async <T>(target: string): Promise<T> => (await request(target, { headers: admin })).body as T;
  const ledger = () => get<Ledger>('/v1/ledger');
  return {
    url: system.url,
    logged,
    request,
    hook: (source, body, headers = {}) =>
      request(`/v1/hooks/${source}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${HOOK_TOKEN}`, 'content-type': 'application/json', ...headers },
        body,
      }),
    alerts: (query = '') => get<AlertPage>(`/v1/alerts${query}`),
    alert: (id) => get<AlertDetail>(`/v1/alerts/${encodeURIComponent(id)}`),
    replay: (id) => request(`/v1/deliveries/${encodeURIComponent(id)}/replay`, { method: 'POST', headers: admin }),
    admin: (target, init) => request(target, { ...init, headers: { ...admin, 'content-type': 'application/json' } }),
    ledger,
    async settled(accepted, withinMs = 60_000) {
      let seen: Ledger | undefined;
      const isSettled = async () => {
        seen = await ledger();
        const open = inFlight.reduce((n, status) => n + (seen?.deliveries[status] ?? 0), 0);
        return seen.webhooks.accepted === accepted && open === 0 ? seen : undefined;
      };
      return until(`${accepted} webhooks are settled`, isSettled, withinMs).catch((error: unknown) => {
        throw new Error(`${String(error)}; the ledger: ${JSON.stringify(seen)}`);
      });
    },
    async close() {
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An akto source that takes `HOOK_TOKEN` as bearer. */
export const aktoSource = `{ type: akto, auth: { bearer: "\${HOOK_TOKEN}" } }`;

/** A configuration with akto sources, destinations as YAML lines, and routes; by default one over everything. */
export const yamlOf = (
  destinations: Readonly<Record<string, string>>,
  sources: Readonly<Record<string, string>> = { akto: aktoSource },
  routes = `  - to: [${Object.keys(destinations).join(', ')}]`,
): string =>
  [
    'version: 1',
    'sources:',
    ...Object.entries(sources).map(([id, setting]) => `  ${id}: ${setting}`),
    'destinations:',
    ...Object.entries(destinations).map(([id, setting]) => `  ${id}: ${setting}`),
    'routes:',
    routes,
  ].join('\n');

/** A webhook in Akto's form with one alert, told apart by `n`. */
export const aktoWebhook = (n: number, severity = 'HIGH'): string =>
  JSON.stringify({
    maliciousEvents: [
      {
        actor: `203.0.113.${n % 250}`,
        filterId: `FILTER_${n}`,
        method: 'POST',
        timestamp: 1_747_162_308 + n,
        url: `v1/api/orders/${n}`,
        severity,
      },
    ],
  });
