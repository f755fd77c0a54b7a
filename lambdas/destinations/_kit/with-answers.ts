import type { Alert } from '../../domain/alert.ts';
import type { Group } from '../../domain/destination-group.ts';
import type { Connected } from './connected.ts';
import type { Attempt } from './define-destination.ts';

/** With what the readers of a message about an alert answer; nothing when there is nothing to answer. */
export type AnswersFor = (alert: Alert, attempt: Attempt) => Attempt['answers'];

type Conversation = NonNullable<Connected['conversation']>;

function answerable(
  { edit, ...conversation }: Conversation,
  given: (alert: Alert, attempt: Attempt) => Attempt,
): Conversation {
  if (edit === undefined) return conversation;
  return {
    ...conversation,
    edit: (repeats, first, attempt, receipt) =>
      edit(repeats, first, repeats.isResolved ? attempt : given(first, attempt), receipt),
  };
}

/** Where a message is read by those who are to answer; a ticket or an event is read by many more. */
const linked: ReadonlySet<Group> = new Set(['chat', 'mail']);

export const isAnswered = (group: Group): boolean => linked.has(group);

/** A destination whose messages carry what their readers answer with; links stand in chats and mail alone. */
export function withAnswers(connected: Connected, answersFor: AnswersFor, group: Group): Connected {
  const given = (alert: Alert, attempt: Attempt): Attempt => {
    const answers = isAnswered(group) ? answersFor(alert, attempt) : undefined;
    return answers === undefined ? attempt : { ...attempt, answers };
  };
  const { conversation } = connected;
  return {
    ...connected,
    render: (alert, attempt) => connected.render(alert, given(alert, attempt)),
    ...(conversation === undefined ? {} : { conversation: answerable(conversation, given) }),
  };
}
