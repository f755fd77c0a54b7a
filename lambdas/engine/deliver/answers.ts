import { acknowledgementOf, type PersonAnswer } from '../../domain/acknowledgement.ts';
import { alertsIn, type GroupKey, type GroupMember, occurrencesIn } from '../../domain/group.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Group } from '../ports/groups.ts';
import type { Ports } from './ports.ts';

/** What of a group is flushed now. */
export interface Share {
  readonly group: Group;
  /** The acknowledgement of the problem that holds. */
  readonly acknowledgement?: PersonAnswer;
}

const PROBLEM = 'problem:';

/** Whether a member of a group says that somebody acknowledged its problem. */
export const isAcknowledgement = ({ answer }: GroupMember): boolean => answer?.state === 'acknowledged';

/** Whether a group has nothing to show but an acknowledgement. */
export const isAcknowledgementOnly = ({ members }: Group): boolean =>
  members.length > 0 && members.every(isAcknowledgement);

/**
 * The members that the next message of a problem shows. An acknowledgement is shown by itself, before the repeats, unless
 * the problem is over; one that does not hold any more is not shown.
 */
export async function shareOf({ name }: GroupKey, group: Group, { problems }: Pick<Ports, 'problems'>): Promise<Share> {
  if (!name.startsWith(PROBLEM)) return { group };
  const acknowledgement = acknowledgementOf(await problems.load(name.slice(PROBLEM.length)));
  const { members } = group;
  const isOver = members.some(({ answer, isResolved }) => answer !== undefined && isResolved);
  const shown = members.filter((each) => isAcknowledgement(each) && each.answer?.at === acknowledgement?.at);
  if (isOver || shown.length === 0) return defined({ group, acknowledgement });
  return defined({ group: { ...group, members: shown }, acknowledgement });
}

/** Whether a group has only acknowledgements that do not hold any more. */
export const isStale = ({ group, acknowledgement }: Share): boolean =>
  isAcknowledgementOnly(group) && !group.members.some(({ answer }) => answer?.at === acknowledgement?.at);

/** Whether a group ends with what a person said, so that it is not for a digest. */
export const isEndedByPerson = ({ members }: Group): boolean =>
  occurrencesIn(members) === 0 && alertsIn(members).length < members.length;
