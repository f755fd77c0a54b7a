import { handledBy, type ProblemState } from '../../domain/acknowledgement.ts';
import { completeMembers, type MemberPorts } from '../deliver/members.ts';
import type { StoredAlert } from '../ports/alerts.ts';
import { ESCALATION } from '../ports/held.ts';

/**
 * Ends the escalations of an alert that still wait, now that somebody handles its problem. Those of other alerts of the
 * problem end when their time has come.
 */
export async function cancelEscalations(stored: StoredAlert, problem: ProblemState, ports: MemberPorts): Promise<void> {
  const { alert, hour } = stored;
  const reason = handledBy(problem, alert);
  if (reason === undefined) return;
  const states = await ports.deliveries.states({ alertId: alert.id, ...stored });
  const waiting = states.filter((state) => state.status === 'queued' && state.reason?.startsWith(ESCALATION) === true);
  const settlement = { kind: 'ended', status: 'suppressed', reason, attempts: [] } as const;
  for (const { destination } of waiting)
    await completeMembers(destination, [{ alertId: alert.id, hour }], settlement, ports);
}
