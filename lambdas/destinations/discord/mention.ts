/**
 * Whom a message of a webhook can call (https://docs.discord.com/developers/resources/message#allowed-mentions-object).
 */
export interface AllowedMentions {
  parse: 'everyone'[];
  users?: string[];
  roles?: string[];
}

const everybody = new Set(['here', 'everyone']);
const user = /^\d{15,20}$/;
const role = /^&\d{15,20}$/;

const isKnown = (name: string): boolean => everybody.has(name) || user.test(name) || role.test(name);

/** What may stand under `mention` of a Discord destination. */
export const discordMention = {
  isKnown,
  allowed:
    'here, everyone, the id of a user such as "123456789012345678", or & and the id of a role: "&123456789012345678"',
};

/** Nobody is pinged but whom the operator named, whatever the text says. */
export function allowedMentions(names: readonly string[]): AllowedMentions {
  const users = names.filter((name) => user.test(name));
  const roles = names.filter((name) => role.test(name)).map((name) => name.slice(1));
  return {
    parse: names.some((name) => everybody.has(name)) ? ['everyone'] : [],
    ...(users.length === 0 ? {} : { users }),
    ...(roles.length === 0 ? {} : { roles }),
  };
}

/** The names as Discord reads them. */
export const mentionWords = (names: readonly string[]): string =>
  names
    .filter(isKnown)
    .map((name) => (everybody.has(name) ? `@${name}` : `<@${name}>`))
    .join(' ');

/** Where everybody may be called, a backslash does not keep a text from doing so: a zero-width space does. */
export const callsNobody = (text: string): string => text.replace(/@(?=everyone|here)/gi, '@\u200b');
