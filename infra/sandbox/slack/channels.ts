import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';

// https://docs.slack.dev/reference/methods/conversations.history (limit)
const HISTORY_MAX = 999;
const HISTORY_DEFAULT = 100;
const KEPT_PER_CHANNEL = 2000;

const channelId = /^[CGD][A-Z0-9]+$/;

interface Message extends Fields {
  readonly ts: string;
}

/** Replies in threads are not part of a channel's history unless broadcast to it. */
const isTopLevel = (message: Message): boolean =>
  message['thread_ts'] === undefined || message['reply_broadcast'] === true;

function inWindow({ oldest = 0, latest = Number.POSITIVE_INFINITY, inclusive }: Fields): (message: Message) => boolean {
  const from = Number(oldest);
  const to = Number(latest);
  return ({ ts }) => {
    const at = Number(ts);
    return (at > from && at < to) || (String(inclusive) === 'true' && (at === from || at === to));
  };
}

/** The channels of a workspace, with the newest messages of each. */
export function slackChannels(members: readonly string[] | undefined) {
  const rooms = new Map<string, Message[]>();
  let sequence = 0;

  const messagesIn = (channel: string): Message[] => {
    const known = rooms.get(channel) ?? [];
    rooms.set(channel, known);
    return known;
  };

  return {
    isMember: (channel: string): boolean => members?.includes(channel) ?? channelId.test(channel),
    has: (channel: string, ts: string): boolean => messagesIn(channel).some((message) => message.ts === ts),
    post(channel: string, { channel: _, ...content }: Fields, at: number): Message {
      sequence += 1;
      const ts = `${Math.floor(at / 1000)}.${String(sequence % 1_000_000).padStart(6, '0')}`;
      const message = { type: 'message', subtype: 'bot_message', ...content, ts };
      const kept = messagesIn(channel);
      kept.push(message);
      if (kept.length > KEPT_PER_CHANNEL) kept.shift();
      return message;
    },
    update(channel: string, ts: string, { channel: _, ...content }: Fields): void {
      const kept = messagesIn(channel).map((message) => (message.ts === ts ? { ...message, ...content, ts } : message));
      rooms.set(channel, kept);
    },
    /** Newest first; metadata only when asked for. */
    history(channel: string, args: Fields) {
      const limit = Math.min(Number(args['limit'] ?? HISTORY_DEFAULT), HISTORY_MAX);
      const found = messagesIn(channel).filter(isTopLevel).filter(inWindow(args)).toReversed();
      const withMetadata = String(args['include_all_metadata']) === 'true';
      const messages = found
        .slice(0, limit)
        .map(({ metadata, ...message }) => (withMetadata ? { ...message, metadata } : message));
      return { messages, has_more: found.length > limit };
    },
  };
}
export type Channels = ReturnType<typeof slackChannels>;
