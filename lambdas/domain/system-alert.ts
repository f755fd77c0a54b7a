import { ALERT_SCHEMA, type Alert } from './alert.ts';
import { runbookOf } from './runbook.ts';
import { hashOf } from './values/hash.ts';
import { defined } from './values/json-fields.ts';

type Said = Pick<Alert, 'product' | 'type' | 'title' | 'severity' | 'target'> &
  Partial<Pick<Alert, 'description' | 'state' | 'occurredAt' | 'actor' | 'evidence' | 'labels' | 'facts'>>;

/** What an alert of Tocsin's own has to say. */
export interface About extends Said {
  /** Names the occurrence: told again under the same, it is the same alert. */
  readonly identity: readonly string[];
  /** Names the problem; the occurrence when there is no more to it. */
  readonly problem?: readonly string[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** The id of an alert of Tocsin's own, by what names its occurrence. */
export const systemAlertId = (identity: readonly string[]): string => `tocsin:${hashOf(identity)}`;

/** An alert of Tocsin about itself: open and of now, unless it says otherwise. Its fact `runbook` names what to do. */
export const systemAlert = ({ identity, problem = identity, now, facts = {}, ...said }: About): Alert => ({
  schema: ALERT_SCHEMA,
  id: systemAlertId(identity),
  finding: { uid: `tocsin/${hashOf(problem)}`, status: said.state === 'resolved' ? 'resolved' : 'new' },
  fingerprint: hashOf(problem),
  rule: { uid: said.type },
  class: 'operational',
  source: 'tocsin',
  vendor: 'Tocsin',
  kind: 'system',
  state: 'open',
  action: 'unknown',
  occurredAt: now,
  receivedAt: now,
  actor: {},
  attack: [],
  evidence: [],
  labels: {},
  ...said,
  facts: { ...facts, ...defined({ runbook: runbookOf(said.type) }) },
});
