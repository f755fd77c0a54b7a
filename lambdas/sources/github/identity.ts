import type { Received } from '../_kit/define-source.ts';
import { timeIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import type { Said } from './alerts.ts';
import { type Standing, under } from './standing.ts';

/** What stands in for the time of an event that has none. */
export const delivered = ({ headers, receivedAt }: Received): string =>
  headers['x-github-delivery'] ?? receivedAt.slice(0, 10);

/** What happened to an alert, how it stands now, and when. */
interface Became {
  readonly action: string | undefined;
  readonly standing: Standing;
  readonly at: string;
}

/** Who is to look at an alert: nothing happened to what it is about. */
const assignments = /^(?:un)?assigned$|^assignees_changed$|^updated_assignment$/;

/**
 * Whether this is the report that an alert was created. That somebody is to look at an open alert is no new report: it has
 * the identity of the first, and is taken for it.
 */
function isFirst(said: Dig, { action = '', standing }: Became): boolean {
  if (said.value('location.details') !== undefined) return false;
  return /^created?$/.test(action) || (standing === 'open' && assignments.test(action));
}

export function identityOf(event: string, read: Said, said: Dig, became: Became): string[] {
  const repository = said.text('repository.id', 'repository.full_name', 'repository.name');
  const place = said.text('location.details.commit_sha', 'location.details.blob_sha');
  const parts = isFirst(said, became)
    ? ['created', became.standing, timeIn(said, ...under('created_at')) ?? became.at]
    : [became.action, became.standing, said.text('ref'), said.text('commit_oid'), read.where, place, became.at];
  return [event, repository, ...read.key, ...parts].map((part) => part ?? '');
}
