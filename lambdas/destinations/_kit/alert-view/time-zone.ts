import type { Connected } from '../connected.ts';
import type { Attempt } from '../define-destination.ts';

/** A destination whose messages show times in the time zone of its readers, beside UTC, unless an attempt says another. */
export function withTimeZone(connected: Connected, timeZone: string | undefined): Connected {
  if (timeZone === undefined) return connected;
  const zoned = (attempt: Attempt): Attempt => ({ timeZone, ...attempt });
  const { conversation } = connected;
  return {
    ...connected,
    render: (alert, attempt) => connected.render(alert, zoned(attempt)),
    ...(conversation === undefined ? {} : { conversation: zonedConversation(conversation, zoned) }),
  };
}

type Conversation = NonNullable<Connected['conversation']>;

const zonedConversation = (conversation: Conversation, zoned: (attempt: Attempt) => Attempt): Conversation => {
  const { edit } = conversation;
  return {
    ...conversation,
    reply: (repeats, attempt, first, told) => conversation.reply(repeats, zoned(attempt), first, told),
    ...(edit === undefined
      ? {}
      : { edit: (repeats, first, attempt, receipt) => edit(repeats, first, zoned(attempt), receipt) }),
  };
};
