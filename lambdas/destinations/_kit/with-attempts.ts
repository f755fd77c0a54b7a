import type { Connected } from './connected.ts';
import type { Attempt } from './define-destination.ts';

type Conversation = NonNullable<Connected['conversation']>;
type Change = (attempt: Attempt) => Attempt;

const changedConversation = (conversation: Conversation, change: Change): Conversation => {
  const { edit } = conversation;
  return {
    ...conversation,
    reply: (repeats, attempt, first, told) => conversation.reply(repeats, change(attempt), first, told),
    ...(edit === undefined
      ? {}
      : { edit: (repeats, first, attempt, receipt) => edit(repeats, first, change(attempt), receipt) }),
  };
};

/** A destination that gets its attempts changed, wherever it makes a message for people. */
export function withAttempts(connected: Connected, change: Change): Connected {
  const { conversation } = connected;
  return {
    ...connected,
    render: (alert, attempt) => connected.render(alert, change(attempt)),
    ...(conversation === undefined ? {} : { conversation: changedConversation(conversation, change) }),
  };
}
