import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Alert } from '../../domain/alert.ts';
import { isForced } from './group.ts';
import type { Decision, Job } from './job.ts';

/** Why a delivery ended without being sent: its sender suppressed the finding. */
const SUPPRESSED_BY_SENDER = 'suppressed_by_sender';

/** Whether a destination is not notified because the sender suppressed the finding. */
export const isSuppressedBySender = (
  { finding }: Pick<Alert, 'finding'>,
  { audience }: Pick<Connected, 'audience'>,
): boolean => audience === 'people' && finding.status === 'suppressed';

/**
 * A finding that its sender suppressed (muted, or accepted as a risk) notifies nobody: its ticket stays as it is, and only
 * receivers that are no people get the update.
 */
export function suppressed(job: Job, connected: Connected): Decision {
  if (!isSuppressedBySender(job.message.alert, connected) || isForced(job)) return { job };
  const { attempts } = job.claimed;
  return { job, settlement: { kind: 'ended', status: 'suppressed', reason: SUPPRESSED_BY_SENDER, attempts } };
}
