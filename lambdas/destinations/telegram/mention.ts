/** Whom a message of a bot can call (https://core.telegram.org/bots/api#messageentity). */
export interface TelegramUser {
  readonly id: number;
  readonly is_bot: false;
  readonly first_name: string;
}

/** A name in a text: Telegram finds an @name by itself, a person without one is named by an entity. */
export interface Called {
  readonly text: string;
  readonly user?: TelegramUser;
}

const username = /^@[a-z]\w{3,31}$/i;
const person = /^(?:([^<>@#$/.:]{1,60}) )?<?(\d{5,15})>?$/u;

function calledBy(name: string): Called | undefined {
  if (username.test(name)) return { text: name };
  const [, label, id] = person.exec(name) ?? [];
  if (id === undefined) return undefined;
  const text = label?.trim() ?? `user ${id}`;
  return { text, user: { id: Number(id), is_bot: false, first_name: text } };
}

/** What may stand under `mention` of a Telegram destination. */
export const telegramMention = {
  isKnown: (name: string): boolean => calledBy(name) !== undefined,
  allowed:
    'a user’s name such as "@anna_weber", or the id of a user in the chat with a name to show: "Anna Weber <123456789>"',
};

export const calledIn = (names: readonly string[]): Called[] =>
  names.map(calledBy).filter((called) => called !== undefined);
