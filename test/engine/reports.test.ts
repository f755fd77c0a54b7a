import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { deliveryIdOf } from '../../lambdas/domain/delivery.ts';
import { REPORT_INTERVAL_MS, REPORT_LEASE_MS, REPORT_WAIT_MS } from '../../lambdas/engine/ports/limits.ts';
import type { Report, ReportExample } from '../../lambdas/engine/ports/reports.ts';
import { deadDeliveriesAlert, uncertainAlert } from '../../lambdas/engine/report-alerts.ts';
import { flushReports, type ReportPorts, report } from '../../lambdas/engine/reports.ts';
import { kept } from './deliver/kept.ts';

import { alertId } from './route/alerts.ts';

const NOW = Date.UTC(2026, 10, 21, 20);

const deadOne = (n: number, reason = 'invalid_blocks'): ReportExample => ({
  deliveryId: deliveryIdOf(alertId(n), 'soc'),
  reason,
  title: `Alert ${n}`,
});
const some = (from: number, to: number, reason?: string): ReportExample[] =>
  Array.from({ length: to - from }, (_, i) => deadOne(from + i, reason));

/** What waits for more is sent. */
async function gathered({ clock, ports }: { clock: { ms: number }; ports: ReportPorts }): Promise<void> {
  clock.ms += REPORT_WAIT_MS;
  await flushReports(ports);
}

function world(make: (typeof kept)[keyof typeof kept]) {
  const clock = { ms: NOW };
  const fault: { failing?: 'send' | 'release' | undefined } = {};
  const sent: { readonly to: string; readonly alert: Alert }[] = [];
  const logged: string[] = [];
  const { stores } = make(() => clock.ms);
  const ports: ReportPorts = {
    ...stores,
    reports: {
      ...stores.reports,
      async release(...given) {
        if (fault.failing === 'release') throw new Error('died');
        await stores.reports.release(...given);
      },
    },
    deliveryQueue: {
      async send(messages) {
        if (fault.failing === 'send') throw new Error('the queue is away');
        for (const message of messages)
          if ('alert' in message) sent.push({ to: message.destination, alert: message.alert });
      },
      sendLater: async () => undefined,
    },
    systemRecipients: async (_, concerned) => ({
      destinations: ['soc', 'ops'].filter((id) => id !== concerned),
      options: {},
    }),
    log: (event) => logged.push(event),
    now: () => clock.ms,
  };
  return { ports, clock, fault, sent, logged, titles: () => sent.map(({ alert }) => alert.title) };
}

describe.each(Object.entries(kept))('dead deliveries are reported over %s', (_, make) => {
  it('the first after a minute, at others than the destination concerned', async () => {
    const here = world(make);
    await report('dead', 'soc', [deadOne(1)], here.ports);
    await flushReports(here.ports);
    expect(here.sent, 'more may fare alike').toEqual([]);
    await gathered(here);
    expect(here.titles()).toEqual(['1 alert did not reach soc: invalid_blocks']);
    expect(here.sent.map(({ to }) => to)).toEqual(['ops']);
  });

  it('later ones together, once in 15 minutes, with the count since', async () => {
    const here = world(make);
    for (let n = 0; n < 40; n += 1) await report('dead', 'soc', [deadOne(n)], here.ports);
    await gathered(here);
    expect(here.titles()).toEqual(['40 alerts did not reach soc: invalid_blocks']);
    for (let n = 40; n < 79; n += 1) await report('dead', 'soc', [deadOne(n)], here.ports);
    here.clock.ms += REPORT_INTERVAL_MS - 1;
    await flushReports(here.ports);
    expect(here.sent).toHaveLength(1);
    here.clock.ms += 1;
    await flushReports(here.ports);
    await flushReports(here.ports);
    expect(here.titles()[1]).toBe('39 alerts did not reach soc: invalid_blocks');
    expect(here.sent).toHaveLength(2);
    here.clock.ms += REPORT_INTERVAL_MS;
    await flushReports(here.ports);
    expect(here.sent).toHaveLength(2);
    await report('dead', 'soc', [deadOne(99)], here.ports);
    await gathered(here);
    expect(here.titles()[2]).toContain('1 alert did not reach');
  });

  it('each destination by itself, and uncertain ones apart', async () => {
    const here = world(make);
    await report('dead', 'soc', [deadOne(1)], here.ports);
    await report('dead', 'ops', [deadOne(1)], here.ports);
    await report('uncertain', 'soc', [deadOne(1, 'timeout')], here.ports);
    await gathered(here);
    expect(here.titles().sort()).toEqual([
      '1 alert did not reach ops: invalid_blocks',
      '1 alert did not reach soc: invalid_blocks',
      '1 alert may or may not have reached soc: timeout',
    ]);
  });

  it('uncertain ones with the time until they are dead, as the destination has it', async () => {
    const here = world(make);
    const ports = { ...here.ports, giveUpAfterMs: () => 72 * 3_600_000 };
    await report('uncertain', 'soc', [deadOne(1, 'timeout')], ports);
    await gathered({ ...here, ports });
    expect(here.sent[0]?.alert.description).toContain('dead after 3 days');
  });

  it('and those of system alerts never', async () => {
    const here = world(make);
    await report('dead', 'soc', [deadOne(1)], here.ports);
    await gathered(here);
    const own = here.sent.map(({ alert }) => ({ ...deadOne(0), deliveryId: deliveryIdOf(alert.id, 'ops') }));
    await report('dead', 'ops', own, here.ports);
    await report('uncertain', 'ops', own, here.ports);
    await gathered(here);
    expect(here.sent).toHaveLength(1);
    await report('dead', 'ops', [...own, deadOne(2)], here.ports);
    await gathered(here);
    expect(here.titles()[1]).toBe('1 alert did not reach ops: invalid_blocks');
  });

  it('by another worker when one died before it noted it: the same alert, and none is counted twice or lost', async () => {
    const here = world(make);
    here.fault.failing = 'release';
    await report('dead', 'soc', some(0, 2), here.ports);
    await gathered(here);
    expect(here.logged).toContain('report.failed');
    await report('dead', 'soc', some(2, 5), here.ports);
    here.fault.failing = undefined;
    here.clock.ms += REPORT_LEASE_MS;
    await flushReports(here.ports);
    expect(new Set(here.sent.map(({ alert }) => alert.id)).size).toBe(1);
    expect(here.titles()[1]).toContain('2 alerts did not reach');
    here.clock.ms += REPORT_INTERVAL_MS;
    await flushReports(here.ports);
    expect(here.titles()[2]).toContain('3 alerts did not reach');
  });

  it('in the next run when one failed, which does not hold up the others', async () => {
    const here = world(make);
    here.fault.failing = 'send';
    for (const destination of ['soc', 'ops']) await report('dead', destination, [deadOne(1)], here.ports);
    await gathered(here);
    expect(here.logged).toEqual(['report.failed', 'report.failed']);
    here.fault.failing = undefined;
    here.clock.ms += REPORT_LEASE_MS;
    await flushReports(here.ports);
    expect(here.sent).toHaveLength(2);
  });
});

const reportOf = (...reasons: string[]): Report => ({
  count: reasons.length,
  sequence: 0,
  examples: reasons.map((reason, n) => deadOne(n, reason)),
});

describe('the text of a report', () => {
  it('names reasons, examples, how many more, and what to do', () => {
    const { title, description, facts } = deadDeliveriesAlert(
      'soc',
      { ...reportOf('a', 'b', 'c', 'd'), count: 1200 },
      NOW,
    );
    expect(title).toBe('1200 alerts did not reach soc: a, b, c and others');
    expect(description).toContain('npx --no tocsin replay --status dead --destination soc');
    expect(description).toContain(`a: Alert 0 (${deadOne(0).deliveryId})`);
    expect(description).toContain('… and 1196 more');
    expect(facts).toEqual({
      destination: 'soc',
      deliveries: '1200',
      reasons: 'a, b, c and others',
      runbook: 'docs/runbook.md#dead-deliveries',
    });
  });

  it('stands without examples', () => {
    const { title, description } = deadDeliveriesAlert('soc', { count: 2, sequence: 1, examples: [] }, NOW);
    expect(title).toBe('2 alerts did not reach soc');
    expect(description).not.toMatch(/more|undefined/);
  });

  it.each([
    ['timeout', /set `timeout`/],
    ['unexpected_body', /proxy, a gateway/],
  ])('after %s advises what fits, and how to confirm or replay', (reason, expected) => {
    const { description } = uncertainAlert('soc', reportOf(reason, reason), NOW, { giveUpAfterMs: 72 * 3_600_000 });
    expect(description).toMatch(expected);
    expect(description).toContain('/v1/deliveries/{id}/confirm');
    expect(description).toContain('/v1/deliveries/{id}/replay');
    expect(description).toContain('dead after 3 days');
    expect(description).not.toContain('secret');
  });
});
