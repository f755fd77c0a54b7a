import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleConfig } from '../../infra/local/sample-config.ts';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Ledger } from '../../lambdas/domain/counters.ts';
import type { AlertDetail } from '../../lambdas/engine/api/find-alert.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';

const samples = path.join(import.meta.dirname, '../../infra/local/samples');
const receivers = ['slack', 'teams', 'jira', 'splunk', 'webhook'] as const;

let sandbox: Sandbox;
let pipeline: Pipeline;
let ledger: Ledger;
let akto: AlertDetail;
let accuknox: AlertDetail;
let answers: readonly number[];

beforeAll(async () => {
  sandbox = await startSandbox();
  const { yaml, secrets } = sampleConfig(sandbox.endpoints);
  pipeline = await startPipeline(yaml, secrets);
  const first = await pipeline.hook('akto', readFileSync(path.join(samples, 'akto.txt')), {
    authorization: 'Bearer sample-akto-token',
  });
  const second = await pipeline.hook('accuknox', readFileSync(path.join(samples, 'accuknox.json')), {
    'x-tocsin-key': 'sample-accuknox-key',
  });
  answers = [first.status, second.status];
  ledger = await pipeline.settled(2);
  const { alerts } = await pipeline.alerts();
  const detail = async (source: string) => pipeline.alert(alerts.find((alert) => alert.source === source)?.id ?? '');
  [akto, accuknox] = await Promise.all([detail('akto'), detail('accuknox')]);
});
afterAll(async () => {
  await pipeline.close();
  await sandbox.close();
});

/** All that a receiver got about an alert, as text without what Markdown and JSON escape. */
const gotAbout = (receiver: string, { id }: Alert): string =>
  sandbox
    .received()
    .filter((receipt) => receipt.receiver === receiver && receipt.arrived && receipt.alertIds.includes(id))
    .map(({ body }) => JSON.stringify(body).replaceAll('\\', ''))
    .join('\n');

describe('the example payloads of the two vendors’ pages, through the front door', () => {
  it('answers with the status that each source is configured to give', () => {
    expect(answers).toEqual([202, 200]);
  });

  it('keeps everything that Akto’s page says, although its JSON is broken', () => {
    expect(akto.alert).toMatchObject({
      source: 'akto',
      vendor: 'Akto',
      kind: 'detection',
      type: '4XX_FILTER',
      occurredAt: '2025-05-13T18:51:48.000Z',
      actor: { ip: '14.143.179.162', country: 'IN' },
      target: { method: 'POST', url: 'v1/api/test/orders' },
      remediation: { steps: [{ title: 'Validate Auth token API' }] },
    });
    expect(akto.alert.action, 'the payload does not say that anything was blocked').not.toBe('blocked');
    for (const value of ['AGGREGATED', 'API_LEVEL_RATE_LIMITING', 'Rule-Based', '2025-05-13T18:30:46'])
      expect(JSON.stringify(akto.alert)).toContain(value);
  });

  it('keeps everything that AccuKnox’s page says', () => {
    expect(accuknox.alert).toMatchObject({
      source: 'accuknox',
      kind: 'detection',
      action: 'blocked',
      type: 'harden-file-integrity-monitoring',
      attack: [{ technique: 'T1036' }, { technique: 'T1565' }],
    });
    expect(JSON.stringify([accuknox.alert.actor.process, accuknox.alert.file])).toContain('/bin/touch');
    expect(JSON.stringify(accuknox.alert)).toContain('Detected and prevented compromise to File integrity');
  });

  it.each(receivers)('%s takes each alert once and refuses nothing', (name) => {
    expect(sandbox.received().filter(({ receiver, ok }) => receiver === name && !ok)).toEqual([]);
    expect(Object.fromEntries(sandbox.counts()[name])).toEqual({ [akto.alert.id]: 1, [accuknox.alert.id]: 1 });
  });

  it.each(receivers)('%s is told what matters about both', (name) => {
    const about = gotAbout(name, akto.alert);
    const values = ['4XX_FILTER', '14.143.179.162', 'v1/api/test/orders', 'POST', 'IN', 'Validate Auth token API'];
    for (const value of values) expect(about).toContain(value);
    for (const value of ['harden-file-integrity-monitoring', '/bin/touch', 'T1036', 'T1565'])
      expect(gotAbout(name, accuknox.alert)).toContain(value);
  });

  it('shows one successful attempt for each delivery, and the Jira issue it made', () => {
    for (const { deliveries } of [akto, accuknox]) {
      expect(deliveries.map(({ destination }) => destination)).toEqual([
        'soc-slack',
        'soc-teams',
        'sec-jira',
        'splunk',
        'archive',
      ]);
      for (const { status, attempts } of deliveries) {
        expect(status).toBe('delivered');
        expect(attempts).toEqual([
          {
            at: expect.any(String),
            outcome: 'delivered',
            httpStatus: expect.any(Number),
            durationMs: expect.any(Number),
          },
        ]);
      }
    }
    const issues = [akto, accuknox].map(
      (one) => one.deliveries.find((each) => each.destination === 'sec-jira')?.receipt,
    );
    expect(issues.map((receipt) => receipt?.id).sort()).toEqual(['SEC-1', 'SEC-2']);
  });

  it('balances: two webhooks, two alerts, ten deliveries', () => {
    expect(ledger).toEqual({
      webhooks: { accepted: 2, empty: 0, ignored: 0, duplicate: 0 },
      alerts: 2,
      deliveries: { queued: 0, sending: 0, retrying: 0, unknown: 0, delivered: 10, merged: 0, suppressed: 0, dead: 0 },
      balanced: true,
    });
  });

  it('writes no secret into its log', () => {
    const log = JSON.stringify(pipeline.logged);
    for (const secret of [
      'sample-akto-token',
      'sample-accuknox-key',
      'pipeline-admin-token',
      ...Object.values(sandbox.secrets),
    ])
      expect(log).not.toContain(secret);
  });
});
