const person = /^\d{10,30}$/;

const isKnown = (name: string): boolean => name === 'all' || person.test(name);

/** What may stand under `mention` of a Google Chat destination (https://developers.google.com/workspace/chat/format-messages#messages-@mention). */
export const googleChatMention = {
  isKnown,
  allowed: 'all, or the id of a user in Google Workspace: digits in quotes, such as "123456789012345678901"',
};

/** The text of a message that calls somebody: all of it is the operator's. */
export const mentionWords = (names: readonly string[]): string =>
  names
    .filter(isKnown)
    .map((name) => `<users/${name}>`)
    .join(' ');
