import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import type { Receipt } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { truncate } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { editedView } from '../_kit/alert-view/edited.ts';
import { replyLine, replyMark } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { judge, judgeReply, parsed } from './answers.ts';
import { discordMention } from './mention.ts';
import { type DiscordMessage, discordMessage, escapeDiscord } from './message.ts';

const DOCS = 'https://docs.discord.com/developers/resources/webhook#execute-webhook';
const EMBED_DOCS = 'https://docs.discord.com/developers/resources/message#embed-object-embed-limits';

const Settings = z
  .strictObject({
    webhookUrl: z.string().check(
      z.refine((url) => /^https?:\/\/\S+\/webhooks\/\d+\/[^\s/?#]+$/.test(url) && URL.canParse(url), {
        error:
          'must be a webhook’s address, …/api/webhooks/<id>/<token> and nothing behind it: in Discord, Edit Channel, ' +
          'Integrations, Webhooks, Copy Webhook URL',
      }),
      z.describe('The webhook’s address, whole; the token at its end is the credential.'),
    ),
    threadId: z.optional(
      z
        .string()
        .check(
          z.regex(/^\d{1,20}$/, { error: 'must be the id of a thread: digits in quotes' }),
          z.describe('A thread of the webhook’s channel to write to, in place of the channel itself.'),
        ),
    ),
    forum: z.optional(
      z
        .boolean()
        .check(z.describe('The channel is a forum: every problem becomes a post, and its repeats answers in it.')),
    ),
  })
  .check(
    z.refine(({ threadId, forum }) => threadId === undefined || forum !== true, {
      error: 'threadId and forum exclude each other: either one thread takes all, or each problem gets a post',
    }),
  );
type Settings = z.infer<typeof Settings>;

/** https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel */
const THREAD_NAME_MAX = 100;

const json = { 'content-type': 'application/json' };

/** A message to the channel, or to a thread of it. Without `wait`, a message that was not kept would seem sent. */
function post(body: object, thread: string | undefined, { webhookUrl }: Settings): OutboundRequest {
  const url = `${webhookUrl}?wait=true${thread === undefined ? '' : `&thread_id=${thread}`}`;
  return { method: 'POST', url, headers: json, body: JSON.stringify(body) };
}

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const view = alertView(alert, attempt);
  const name = truncate(`${view.mark} ${view.severityLabel} · ${view.title}`, THREAD_NAME_MAX / 2);
  return post(
    { ...discordMessage(view), ...(settings.forum === true ? { thread_name: name } : {}) },
    settings.threadId,
    settings,
  );
}

/** Where the first message is: its thread, if it has one, and its own id. */
function placeOf({ id }: Receipt, { threadId }: Settings): { thread: string | undefined; message: string } {
  const [thread, message] = id.split('/');
  return message === undefined ? { thread: threadId, message: id } : { thread, message };
}

/** A webhook can neither answer a message nor open a thread; only in a forum, or a thread, does this stand below it. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const content = `${replyMark(repeats)} ${escapeDiscord(truncate(replyLine(repeats, told, attempt), 800))}`;
  return post({ content, allowed_mentions: { parse: [] } }, placeOf(first, settings).thread, settings);
}

/** The first message shows how often it came (https://docs.discord.com/developers/resources/webhook#edit-webhook-message). */
function edit(repeats: Repeats, alert: Alert, attempt: Attempt, first: Receipt, settings: Settings): OutboundRequest {
  const { thread, message } = placeOf(first, settings);
  return {
    method: 'PATCH',
    url: `${settings.webhookUrl}/messages/${message}${thread === undefined ? '' : `?thread_id=${thread}`}`,
    headers: json,
    body: JSON.stringify(discordMessage(editedView(repeats, alert, attempt))),
  };
}

const EmbedText = z.object({ description: z.string(), footer: z.object({ text: z.string() }) });
const Message = z.object({ content: z.string(), embeds: z._default(z.array(EmbedText), []) });

const measured =
  (size: (message: Pick<DiscordMessage, 'content'> & { embeds: z.infer<typeof EmbedText>[] }) => number) =>
  ({ body = '' }: OutboundRequest): number => {
    const message = parsed(Message, body);
    return message === undefined ? 0 : size(message);
  };

/** Not documented, and not to be hard-coded: the headers say more. What is commonly met is 30 a minute and webhook. */
const PER_MINUTE = 30;

/** Messages with an embed, through a channel's webhook. */
export const discord = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Discord',
    group: 'chat',
    shows:
      'A message with severity, title and place, and what was done about it; an embed with the facts that help most, the ' +
      'advice and a little evidence. Repeats are counted on the first message and listed in short; in a forum each problem ' +
      'is a post with its repeats below.',
    setup: [
      'In Discord, open the channel’s "Edit Channel", "Integrations", "Webhooks"; that needs the permission Manage Webhooks.',
      'Choose "New Webhook", give it a name, and press "Copy Webhook URL". The URL is the credential.',
      'For one thread of the channel: switch on "Developer Mode" in the advanced settings, open the thread’s menu, ' +
        '"Copy Thread ID", and set threadId.',
      'For a forum channel: set forum to true.',
    ],
    cannot: [
      'A webhook cannot look whether a message arrived: after an answer that never came, a message may come twice, marked.',
      'Outside of forums and threads a webhook can neither answer a message nor open a thread below it.',
    ],
    limits: [
      {
        what: 'content',
        max: 2000,
        unit: 'characters',
        docs: DOCS,
        measure: measured(({ content }) => content.length),
      },
      {
        what: 'embed description',
        max: 4096,
        unit: 'characters',
        docs: EMBED_DOCS,
        measure: measured(({ embeds }) => Math.max(0, ...embeds.map(({ description }) => description.length))),
      },
      {
        what: 'embed footer',
        max: 2048,
        unit: 'characters',
        docs: EMBED_DOCS,
        measure: measured(({ embeds }) => Math.max(0, ...embeds.map(({ footer }) => footer.text.length))),
      },
      {
        what: 'embeds in all',
        max: 6000,
        unit: 'characters',
        docs: EMBED_DOCS,
        measure: measured(({ embeds }) =>
          embeds.reduce((sum, { description, footer }) => sum + description.length + footer.text.length, 0),
        ),
      },
      {
        what: 'requests to a webhook',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://docs.discord.com/developers/topics/rate-limits',
      },
    ],
  },
  settings: Settings,
  secrets: ['webhookUrl'],
  targets: ['webhookUrl', 'threadId'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ webhookUrl }) => `discord ${webhookUrl}`,
  render,
  judge,
  mentions: discordMention,
  conversation: { reply, judge: judgeReply, edit },
});
