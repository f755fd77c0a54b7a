import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, refused, rejected, retry, unknown } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { truncate, withoutSlash } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { editedView } from '../_kit/alert-view/edited.ts';
import { replyLine, replyMark } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { telegramMention } from './mention.ts';
import { inertProse, telegramText } from './message.ts';

const API_URL = 'https://api.telegram.org';
const DOCS = 'https://core.telegram.org/bots/api#sendmessage';
const FAQ = 'https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this';

const CHAT_ERROR = 'must be a chat’s id in quotes, such as "-1001234567890", or a public channel’s @name';

const Settings = z.strictObject({
  token: z
    .string()
    .check(
      z.regex(/^\d{1,20}:[\w-]{10,100}$/, { error: 'must be a bot’s token, 123456789:AA…, as @BotFather gives it' }),
      z.describe('The bot’s token, as @BotFather gives it.'),
    ),
  chatId: z
    .string({ error: CHAT_ERROR })
    .check(
      z.regex(/^-?[1-9]\d{0,15}$|^@\w{4,32}$/, { error: CHAT_ERROR }),
      z.describe('The group, channel or person to write to: an id in quotes, or a public channel’s @name.'),
    ),
  topicId: z.optional(
    z
      .int()
      .check(
        z.positive({ error: 'must be the number of a topic' }),
        z.describe('A topic of a group with topics: the number before the last in the link of a message in it.'),
      ),
  ),
  silent: z.optional(z.boolean().check(z.describe('Whether messages arrive without a sound.'))),
  apiUrl: z.optional(
    z
      .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
      .check(z.describe(`A Bot API server of one’s own, in place of ${API_URL}.`)),
  ),
});
type Settings = z.infer<typeof Settings>;

function call(method: string, body: object, { token, chatId, apiUrl = API_URL }: Settings): OutboundRequest {
  return {
    method: 'POST',
    // The token is a part of the address.
    url: `${withoutSlash(apiUrl)}/bot${token}/${method}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chatId, ...body, link_preview_options: { is_disabled: true } }),
  };
}

const whereTo = ({ topicId, silent }: Settings) => ({
  ...(topicId === undefined ? {} : { message_thread_id: topicId }),
  ...(silent === undefined ? {} : { disable_notification: silent }),
});

const render = (alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest =>
  call('sendMessage', { ...whereTo(settings), ...telegramText(alertView(alert, attempt)) }, settings);

const Answer = z.object({
  ok: z.boolean(),
  result: z.optional(z.object({ message_id: z.int().check(z.positive()) })),
  description: z.optional(z.string()),
  parameters: z.optional(z.object({ retry_after: z.optional(z.number()), migrate_to_chat_id: z.optional(z.number()) })),
});
type Answer = z.infer<typeof Answer>;

function parsed(body: string): Answer | undefined {
  try {
    return Answer.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Telegram has no error names, only sentences: those that say something about the bot or the chat. */
const destinationWide: readonly (readonly [RegExp, string])[] = [
  [/chat not found|PEER_ID_INVALID|CHAT_ID_INVALID|CHANNEL_INVALID/i, 'chat_not_found'],
  [/upgraded to a supergroup/i, 'chat_migrated'],
  [/bot was (kicked|blocked)|not a member|can't (initiate conversation|send messages to bots)/i, 'bot_not_in_chat'],
  [/user is deactivated|USER_IS_BLOCKED|group (chat )?(is|was) deactivated|CHAT_DEACTIVATED/i, 'chat_deactivated'],
  [/rights? to send|not enough rights|need administrator rights|WRITE_FORBIDDEN|CHAT_RESTRICTED/i, 'no_rights'],
  [/CHAT_ADMIN_REQUIRED|CHANNEL_PRIVATE|SEND_PLAIN_FORBIDDEN/i, 'no_rights'],
  [/message thread not found|TOPIC_(CLOSED|DELETED|ID_INVALID)|the topic (is closed|was deleted)/i, 'topic_not_found'],
];
/** Those that say something about this message. */
const ofThisMessage: readonly (readonly [RegExp, string])[] = [
  [/message is too long|MESSAGE_TOO_LONG/i, 'message_too_long'],
  [/text (is |must be non-)empty|MESSAGE_EMPTY/i, 'message_empty'],
  [/ENTITY_|ENTITIES_|entities are|can't parse (?:message|entit)/i, 'bad_entities'],
  [/strings must be encoded in UTF-8/i, 'bad_encoding'],
];

const nameIn = (names: typeof destinationWide, { description = '' }: Partial<Answer>): string | undefined =>
  names.find(([pattern]) => pattern.test(description))?.[1];

/** What was wrong with the request, by the sentence that explains it, else by the status. */
function judgeSentence(response: OutboundResponse, answer: Partial<Answer>): Outcome {
  const wide = answer.parameters?.migrate_to_chat_id === undefined ? nameIn(destinationWide, answer) : 'chat_migrated';
  if (wide !== undefined) return refused(wide);
  const own = response.status === 400 ? nameIn(ofThisMessage, answer) : undefined;
  return own === undefined ? judgeWithoutWord(response) : rejected(own);
}

function judgeTrouble(response: OutboundResponse): Outcome {
  const { status } = response;
  const answer: Partial<Answer> = parsed(response.body) ?? {};
  const { retry_after: seconds = -1 } = answer.parameters ?? {};
  const after = seconds >= 0 ? Math.ceil(seconds) : retryAfterSeconds(response);
  if (status === 429 || status === 420) return retry('rate_limited', after);
  if (status === 504) return unknown('http_504');
  return status >= 500 ? retry(`http_${status}`, after) : judgeSentence(response, answer);
}

/** Where a member of the chat can open the message (https://core.telegram.org/api/links#message-links). */
function linkTo(message: number, { chatId }: Settings): string | undefined {
  if (chatId.startsWith('@')) return `https://t.me/${chatId.slice(1)}/${message}`;
  return chatId.startsWith('-100') ? `https://t.me/c/${chatId.slice(4)}/${message}` : undefined;
}

function judge(response: OutboundResponse, settings: Settings): Outcome {
  if (!isSuccess(response)) return judgeTrouble(response);
  const answer = parsed(response.body);
  const message = answer?.ok === true ? answer.result?.message_id : undefined;
  if (message === undefined) return unconfirmedResponse;
  return delivered(String(message), linkTo(message, settings));
}

const idIn = ({ id }: Receipt): number => (/^\d{1,15}$/.test(id) ? Number(id) : 0);

/** Repeats answer the first message; if that is gone, they stand alone. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const text = `${replyMark(repeats)} ${inertProse(truncate(replyLine(repeats, told, attempt), 1500))}`;
  const to = { reply_parameters: { message_id: idIn(first), allow_sending_without_reply: true } };
  return call('sendMessage', { ...whereTo(settings), text, ...to }, settings);
}

/** The first message shows how often it came (https://core.telegram.org/bots/api#editmessagetext). */
function edit(repeats: Repeats, alert: Alert, attempt: Attempt, first: Receipt, settings: Settings): OutboundRequest {
  const counted = telegramText(editedView(repeats, alert, attempt));
  return call('editMessageText', { message_id: idIn(first), ...counted }, settings);
}

const Text = z.object({ text: z.string(), entities: z._default(z.array(z.unknown()), []) });
const measured =
  (size: (message: z.infer<typeof Text>) => number) =>
  ({ body = '{}' }: OutboundRequest): number => {
    const message = Text.safeParse(JSON.parse(body)).data;
    return message === undefined ? 0 : size(message);
  };

const GROUP_PER_MINUTE = 20;
const CHAT_PER_MINUTE = 58;

/** Messages by a bot. */
export const telegram = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Telegram',
    group: 'chat',
    shows:
      'A message with severity, title and place, what was done about it, the facts that help most, the advice and a little ' +
      'evidence. Repeats of a problem answer the first message, which counts them.',
    setup: [
      'In Telegram, write /newbot to @BotFather, choose a name, and copy the token that it answers.',
      'Add the bot to the group, or to the channel as an administrator who may post; a person must write to the bot first.',
      'The chat’s id: send a message there, open https://api.telegram.org/bot<token>/getUpdates, and take message.chat.id ' +
        'with its minus sign. A public channel’s @name does as well.',
      'Turning on topics, or letting a group grow, may make a supergroup with another id: then set that.',
    ],
    cannot: [
      'A bot cannot look whether a message arrived: after an answer that never came, a message may come twice, marked.',
    ],
    limits: [
      { what: 'message', max: 4096, unit: 'characters', docs: DOCS, measure: measured(({ text }) => text.length) },
      {
        what: 'message',
        max: 100,
        unit: 'entities',
        docs: 'https://core.telegram.org/bots/api#formatting-options',
        measure: measured(({ entities }) => entities.length),
      },
      { what: 'messages to a group', max: GROUP_PER_MINUTE, unit: 'a minute', docs: FAQ },
      { what: 'messages to a person', max: 60, unit: 'a minute', docs: FAQ },
    ],
  },
  settings: Settings,
  secrets: ['token'],
  targets: ['chatId', 'topicId'],
  audience: 'people',
  mentions: telegramMention,
  perMinute: ({ chatId }) => (/^\d/.test(chatId) ? CHAT_PER_MINUTE : GROUP_PER_MINUTE),
  quotaScope: ({ token, chatId }) => `telegram ${token} ${chatId}`,
  render,
  judge,
  conversation: { reply, judge, edit },
});
