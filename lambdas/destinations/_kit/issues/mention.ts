const known = /^@?(?!all$)[a-z\d](?:[a-z\d._-]{0,100}[a-z\d_-])?(?:\/[a-z\d](?:[a-z\d._-]{0,100}[a-z\d_-])?){0,5}$/i;

/** What may stand under `mention` of an issue tracker: names that GitHub and GitLab notify. */
export const issueMention = {
  isKnown: (name: string): boolean => known.test(name),
  allowed: 'the name of a user such as @octocat, or of a team or group such as @example/security',
};

/** The names as Markdown that notifies them. */
export const mentionWords = (names: readonly string[]): string =>
  names
    .filter(issueMention.isKnown)
    .map((name) => `@${name.replace(/^@/, '')}`)
    .join(' ');
