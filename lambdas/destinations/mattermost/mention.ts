const known = /^@?[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9_-])?$/i;

/** What may stand under `mention` of a Mattermost destination (https://docs.mattermost.com/collaborate/mention-people.html). */
export const mattermostMention = {
  isKnown: (name: string): boolean => known.test(name),
  allowed: 'here, channel, all, or the name of a user or a group, such as @anna.weber',
};

/** The names as Mattermost reads them. */
export const mentionWords = (names: readonly string[]): string =>
  names
    .filter(mattermostMention.isKnown)
    .map((name) => `@${name.replace(/^@/, '')}`)
    .join(' ');
