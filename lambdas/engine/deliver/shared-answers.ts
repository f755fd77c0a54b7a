import { acknowledgesAs } from '../../domain/acknowledgement.ts';
import { byTime, type GroupMember } from '../../domain/group.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Group } from '../ports/groups.ts';
import { isAcknowledgement } from './answers.ts';
import { join } from './conversation.ts';
import type { FlushResult, OpenContext } from './flush-context.ts';
import type { Ports } from './ports.ts';

/** How long the rest of the group waits after an acknowledgement was shown. */
const AFTER_ANSWER_MS = 1_000;

const repeatsOf = (shown: readonly GroupMember[], { notified }: Group): Repeats => {
  const latest = shown.toSorted(byTime).at(-1);
  const at = latest?.receivedAt ?? '';
  return defined({
    title: latest?.title ?? '',
    severity: latest?.severity ?? 'info',
    count: 0,
    total: notified,
    since: at,
    until: at,
    isResolved: false,
    answer: latest?.answer,
  });
};

/**
 * Shows who acknowledged problems of a group of `groupBy`, in the conversation of its latest message; nothing when there
 * is no acknowledgement. Where there is no conversation, nothing shows it.
 */
export async function showAcknowledged(context: OpenContext, group: Group): Promise<FlushResult | undefined> {
  const shown = group.members.filter(isAcknowledgement);
  if (shown.length === 0) return undefined;
  const { conversation } = context.connected;
  const nextMs = context.worker.ports.now() + AFTER_ANSWER_MS;
  if (conversation === undefined || (group.roster ?? []).length === 0) return { members: shown, nextMs };
  const joined = await join(context, { ...group, members: shown }, conversation, repeatsOf(shown, group));
  if ('kind' in joined) return { members: shown, nextMs };
  return joined.members.length > 0 ? { ...joined, nextMs } : joined;
}

/** Whether somebody acknowledged every problem that a group would notify of again. */
export async function isAllAcknowledged(
  roster: readonly GroupMember[],
  { problems }: Pick<Ports, 'problems'>,
): Promise<boolean> {
  for (const { fingerprint = '', severity } of roster) {
    const problem = fingerprint === '' ? undefined : await problems.load(fingerprint);
    if (problem === undefined || !acknowledgesAs(problem, severity)) return false;
  }
  return roster.length > 0;
}
