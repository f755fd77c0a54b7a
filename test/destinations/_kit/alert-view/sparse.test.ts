import { describe, expect, it } from 'vitest';
import { alertView } from '../../../../lambdas/destinations/_kit/alert-view/alert-view.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';

const viewOf = (changes: Partial<Alert>) => {
  const alert: Alert = { ...alertNamed('minimal'), class: 'threat', action: 'blocked', ...changes };
  return alertView(alert, attemptFor(alert));
};

describe('of alerts of senders that say little', () => {
  const bare = { actor: {}, target: { kind: 'host' }, labels: {}, facts: {}, attack: [] };
  const program = { name: 'miner', path: '/usr/sbin/miner' };

  it.each<[string, Partial<Alert>, string | undefined]>([
    ['a program that is the file', { actor: { process: program }, file: { path: program.path } }, 'miner ran.'],
    [
      'a program by its name that is the file',
      { actor: { user: 'lee', process: { name: 'm.exe' } }, file: { path: 'C:\\Temp\\m.exe' } },
      'm.exe ran as lee.',
    ],
    ['another file', { actor: { process: program }, file: { path: '/etc/shadow' } }, 'miner tried to use /etc/shadow.'],
    [
      'a request without a method',
      { actor: { ip: '203.0.113.9' }, target: { kind: 'api', url: '/.env' } },
      '203.0.113.9 requested /.env.',
    ],
    ['a weakness by its id alone', { class: 'vulnerability', vulnerabilities: [{ cve: 'CVE-2026-1' }] }, undefined],
    [
      'two of them',
      { class: 'vulnerability', vulnerabilities: [{ cve: 'CVE-2026-1' }, { cve: 'CVE-2026-2' }] },
      'CVE-2026-1 and 1 more.',
    ],
  ])('the sentence about %s', (_, changes, happened) => {
    expect(viewOf({ ...bare, ...changes }).happened).toBe(happened);
  });

  it('says neither a tactic twice nor a protocol alone nor the program as a file too', () => {
    const attack = [{ technique: 'T1059', name: 'Scripts', tactics: [{ uid: 'TA0002', name: 'Execution' }] }];
    const connection = { protocol: 'TCP' };
    const facts = { tactics: 'Execution', 'Indicators.0.Value': '203.0.113.9' };
    const actor = { ip: '203.0.113.9', country: 'SE', process: program };
    const view = viewOf({ ...bare, actor, file: { path: program.path }, attack, connection, facts });
    const labels = view.pairs.map(({ label }) => label);
    for (const label of ['tactics', 'Connection', 'File', 'Indicators.0.Value']) expect(labels).not.toContain(label);
    const all = [...view.pairs, ...view.more].map(({ label, value }) => `${label}: ${value}`);
    expect(all).toEqual(
      expect.arrayContaining(['Protocol: TCP', 'tactics: Execution', 'Indicators.0.Value: 203.0.113.9']),
    );
  });

  it('names no maker that nobody knows', () => {
    const view = viewOf({ vendor: 'Unknown', product: 'Webhook', action: 'observed' });
    expect([view.product, view.outcome]).toEqual(['Webhook', 'The sender only observed it: not blocked.']);
  });
});
