import type { Connected } from '../../destinations/_kit/connected.ts';
import { isForced } from './group.ts';
import type { Decision, Job } from './job.ts';

/** Why a delivery ended without being sent: its sender suppressed the finding. */
const SUPPRESSED_BY_SENDER = 'suppressed_by_sender';

/**
 * A finding that its sender suppressed (muted, or accepted as a risk) notifies nobody: its ticket stays as it is, and only
 * receivers that are no people get the update.
 */
export function suppressed(job: Job, { audience }: Connected): Decision {
  const isOurs = audience === 'people' && job.message.alert.finding.status === 'suppressed' && !isForced(job);
  if (!isOurs) return { job };
  const { attempts } = job.claimed;
  return { job, settlement: { kind: 'ended', status: 'suppressed', reason: SUPPRESSED_BY_SENDER, attempts } };
}
