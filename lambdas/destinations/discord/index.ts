import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, refused, rejected, retry, unknown } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { truncate } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { editedView } from '../_kit/alert-view/edited.ts';
import { replyLine } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds, unconfirmedResponse } from '../_kit/http/http-status.ts';
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
  const name = truncate(`${view.mark} ${view.badge} · ${view.title}`, THREAD_NAME_MAX / 2);
  return post(
    { ...discordMessage(view), ...(settings.forum === true ? { thread_name: name } : {}) },
    settings.threadId,
    settings,
  );
}

const Answer = z.object({ id: z.string().check(z.regex(/^\d{1,20}$/)), channel_id: z.optional(z.string()) });
const Trouble = z.object({
  code: z.optional(z.int().check(z.nonnegative(), z.maximum(9_999_999))),
  retry_after: z.optional(z.number().check(z.nonnegative())),
  errors: z.optional(z.record(z.string(), z.unknown())),
});
type Trouble = z.infer<typeof Trouble>;

function parsed<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A message in a post is found through the post: `<thread>/<message>`. */
function receiptId({ id, channel_id: thread }: z.infer<typeof Answer>, { forum }: Settings): string {
  return forum === true && thread !== undefined && /^\d{1,20}$/.test(thread) ? `${thread}/${id}` : id;
}

// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json

/** Says something about the webhook, its channel or its thread, not about this message. */
const destinationWide = new Set([
  10_003, 10_004, 10_015, 10_016, 40_001, 40_058, 40_067, 50_001, 50_013, 50_014, 50_024, 50_027, 50_073, 50_083,
  160_005, 160_006, 220_001, 220_002, 220_003, 220_004,
]);
/** Empty or too large, no JSON, or stopped by a filter that read it. */
const ofThisMessage = new Set([40_005, 50_006, 50_109, 200_000, 200_001, 240_000]);
/** Invalid Form Body: `errors` names the fields; those of ours are the thread and the tags. */
const INVALID_FORM = 50_035;
const ofAlert = ['content', 'embeds', 'thread_name'];
/** Temporary, whatever the status: see also `retry_after`. */
const temporary = new Set([20_016, 20_028, 20_029, 40_004, 40_006, 40_062, 40_333, 130_000]);
/** Cloudflare or a gateway gave up on an answer that may yet have been on its way. */
const inDoubt = new Set([504, 520, 522, 524]);

const isOfMessage = ({ code = 0, errors = {} }: Trouble): boolean =>
  ofThisMessage.has(code) || (code === INVALID_FORM && ofAlert.some((field) => Object.hasOwn(errors, field)));

/** The outcome of Discord's own code; a code that is not known yet says nothing about the message. */
function judgeCode(response: OutboundResponse, trouble: Trouble): Outcome {
  const { code = 0 } = trouble;
  if (destinationWide.has(code)) return refused(`code_${code}`);
  if (isOfMessage(trouble)) return rejected(`code_${code}`);
  return code === 0 ? judgeWithoutWord(response) : judgeWithoutWord(response, `code_${code}`);
}

function judgeTrouble(response: OutboundResponse): Outcome {
  const trouble = parsed(Trouble, response.body) ?? {};
  const { code = 0, retry_after: seconds } = trouble;
  const { status } = response;
  const after = seconds === undefined ? retryAfterSeconds(response) : Math.ceil(seconds);
  if (status === 429) return retry('rate_limited', after);
  if (inDoubt.has(status)) return unknown(`http_${status}`);
  if (temporary.has(code)) return retry(`code_${code}`, after);
  return status >= 500 ? judgeWithoutWord(response) : judgeCode(response, trouble);
}

/** We ask for the message; whoever passes requests on without that gets the 204 that is documented as well. */
function judge(response: OutboundResponse, settings: Settings): Outcome {
  if (!isSuccess(response)) return judgeTrouble(response);
  if (response.status === 204) return delivered();
  const message = parsed(Answer, response.body);
  return message === undefined ? unconfirmedResponse : delivered(receiptId(message, settings));
}

/** The post, or what the answer is about, is gone or closed: what is to be told is told apart. */
const goneForReplies = new Set(['code_10003', 'code_10008', 'code_50083', 'code_160005']);

function judgeReply(response: OutboundResponse, settings: Settings): Outcome {
  const outcome = judge(response, settings);
  const isGone = settings.forum === true && outcome.kind === 'retry' && goneForReplies.has(outcome.reason);
  return isGone ? rejected(outcome.reason) : outcome;
}

/** Where the first message is: its thread, if it has one, and its own id. */
function placeOf({ id }: Receipt, { threadId }: Settings): { thread: string | undefined; message: string } {
  const [thread, message] = id.split('/');
  return message === undefined ? { thread: threadId, message: id } : { thread, message };
}

/** A webhook can neither answer a message nor open a thread; only in a forum, or a thread, does this stand below it. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const mark = repeats.isResolved ? '✅' : '🔁';
  const content = `${mark} ${escapeDiscord(truncate(replyLine(repeats, told, attempt), 800))}`;
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
      'A message with the severity, what was done about it and the title, and an embed with who, where and when, the ' +
      'advice and a little evidence. Repeats are counted on the first message and told in short; in a forum each problem ' +
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
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ webhookUrl }) => `discord ${webhookUrl}`,
  render,
  judge,
  conversation: { reply, judge: judgeReply, edit },
});
