import type { Alert } from '../../../lambdas/domain/alert.ts';

/** An alert with only what a test wants to say about it. */
export const alertOf = (parts: Partial<Alert> = {}): Alert => ({
  schema: 2,
  id: 'edge:11111111111111111111111111111111',
  finding: { uid: 'edge:22222222222222222222222222222222', status: parts.state === 'resolved' ? 'resolved' : 'new' },
  class: 'threat',
  rule: { uid: parts.type ?? 'rule-1' },
  fingerprint: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  source: 'edge',
  vendor: 'Example',
  product: 'Sensor',
  kind: 'detection',
  type: 'rule-1',
  title: 'Something was detected',
  severity: 'info',
  state: 'open',
  action: 'unknown',
  occurredAt: '2026-11-21T03:07:09.000Z',
  receivedAt: '2026-11-21T03:07:09.000Z',
  actor: {},
  target: { kind: 'unknown' },
  attack: [],
  evidence: [],
  labels: {},
  facts: {},
  ...parts,
});

/** The id of the `n`-th alert of a source. */
export const alertId = (n: number, source = 'edge'): string => `${source}:${n.toString(16).padStart(32, '0')}`;
