/** Ids of Atlassian accounts (Cloud) and names of users (Data Center) have these characters alone. */
const known = /^[\w:.@-]{1,128}$/;

/** What may stand under `mention` of a Jira destination. */
export const jiraMention = {
  isKnown: (name: string): boolean => known.test(name),
  allowed: 'on Jira Cloud the id of an account such as "5b10ac8d82e05b22cc7d4ef5", on Data Center the name of a user',
};
