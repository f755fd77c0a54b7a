/** Whom a message of Slack's can call (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export type Mention =
  | { type: 'user'; user_id: string }
  | { type: 'usergroup'; usergroup_id: string }
  | { type: 'broadcast'; range: 'here' | 'channel' | 'everyone' };

const ranges: Readonly<Record<string, 'here' | 'channel' | 'everyone'>> = {
  here: 'here',
  channel: 'channel',
  everyone: 'everyone',
};

/** What a name in the settings stands for; nothing when Slack cannot call it. */
export function mentionOf(name: string): Mention | undefined {
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (range !== undefined) return { type: 'broadcast', range };
  if (/^[UW][A-Z0-9]{5,20}$/.test(name)) return { type: 'user', user_id: name };
  return /^S[A-Z0-9]{5,20}$/.test(name) ? { type: 'usergroup', usergroup_id: name } : undefined;
}

/** What may stand under `mention` of a Slack destination. */
export const slackMention = {
  isKnown: (name: string): boolean => mentionOf(name) !== undefined,
  allowed: 'here, channel, everyone, the id of a user such as U012ABCDE, or of a user group such as S012ABCDE',
};
