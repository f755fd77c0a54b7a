import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, refused, rejected, unknown } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { truncate } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { repeatsLine, replyMark } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { googleChatMention } from './mention.ts';
import { googleChatLine, googleChatMessage } from './message.ts';

const DOCS = 'https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create';
const CARD_DOCS = 'https://developers.google.com/workspace/chat/api/reference/rest/v1/cards';

const isWebhook = (text: string): boolean => {
  const url = /^https?:\/\/\S+$/i.test(text) ? URL.parse(text) : null;
  return (
    url !== null &&
    /\/v1\/spaces\/[^/]+\/messages$/.test(url.pathname) &&
    url.hash === '' &&
    ['key', 'token'].every((name) => (url.searchParams.get(name) ?? '') !== '') &&
    ['requestId', 'messageReplyOption', 'threadKey'].every((name) => !url.searchParams.has(name))
  );
};

const Settings = z.strictObject({
  webhookUrl: z.string().check(
    z.refine(isWebhook, {
      error:
        'must be a webhook’s address, https://chat.googleapis.com/v1/spaces/<space>/messages?key=…&token=… and nothing ' +
        'behind it: in the space, Apps & integrations, Webhooks',
    }),
    z.describe('The webhook’s address, whole; its key and token are the credential.'),
  ),
});
type Settings = z.infer<typeof Settings>;

/** The same for all attempts of a delivery: Google answers what it made of the first one. Derived, as ids may be long. */
const requestId = ({ deliveryId }: Attempt): string =>
  `tocsin-${createHash('sha256').update(deliveryId).digest('hex').slice(0, 40)}`;

function request(attempt: Attempt, message: object, { webhookUrl }: Settings): OutboundRequest {
  const query = `messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=${requestId(attempt)}`;
  return {
    method: 'POST',
    url: `${webhookUrl}&${query}`,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(message),
  };
}

const Message = z.object({
  name: z.string().check(z.regex(/^spaces\/[\w-]{1,100}\/messages\/[\w.-]{1,200}$/)),
  thread: z.optional(z.object({ name: z.string() })),
});
const Status = z.object({
  error: z.object({
    status: z.optional(z.string()),
    message: z.optional(z.string()),
    details: z.optional(z.array(z.unknown())),
  }),
});
const ErrorInfo = z.object({ reason: z.string() });
const BadRequest = z.object({ fieldViolations: z.array(z.object({ field: z.optional(z.string()) })) });
const THREAD = /^spaces\/[\w-]{1,100}\/threads\/[\w.-]{1,200}$/;

function parsed<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Google's names for what went wrong (https://cloud.google.com/apis/design/errors#handling_errors) that we act on. */
const named = new Set([
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'NOT_FOUND',
  'ABORTED',
  'ALREADY_EXISTS',
  'RESOURCE_EXHAUSTED',
  'CANCELLED',
  'DATA_LOSS',
  'UNKNOWN',
  'INTERNAL',
  'UNIMPLEMENTED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

interface Trouble {
  readonly reason: string;
  readonly isKey: boolean;
  readonly isOfMessage: boolean;
}

/** A part of the message: `message.cards_v2[0]`, `apps.dynamite.CreateMessageInfo.text_body`; the thread is ours. */
const messageField = /^message\b(?!\.(?:name|space|thread)\b)|\bCreateMessageInfo\b|\b(?:cards_?v2|text)\b/i;
const messageSentence = /^Message (?:cannot be empty|is (?:longer than|too))/i;

function troubleIn({ status, body }: OutboundResponse): Trouble {
  const { status: name = '', message = '', details = [] } = parsed(Status, body)?.error ?? {};
  const reasons = details.map((detail) => ErrorInfo.safeParse(detail).data?.reason ?? '');
  const fields = details.flatMap((detail) => BadRequest.safeParse(detail).data?.fieldViolations ?? []);
  return {
    reason: named.has(name) ? name.toLowerCase() : `http_${status}`,
    // A wrong key is reported like a wrong message.
    isKey: reasons.some((reason) => /^API_KEY_|^SERVICE_DISABLED$|^CONSUMER_/.test(reason)),
    isOfMessage: messageSentence.test(message) || fields.some(({ field = '' }) => messageField.test(field)),
  };
}

function judgeTrouble(response: OutboundResponse): Outcome {
  const { status } = response;
  const { reason, isKey, isOfMessage } = troubleIn(response);
  if (status === 504 || (status >= 500 && reason === 'deadline_exceeded')) return unknown(reason);
  if (status < 500 && isKey) return refused('api_key');
  return status === 400 && isOfMessage ? rejected(reason) : judgeWithoutWord(response, reason);
}

/** The receipt is the thread, which takes what is told later; a webhook can do nothing else with what it sent. */
function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeTrouble(response);
  const message = parsed(Message, response.body);
  if (message === undefined) return unconfirmedResponse;
  const thread = message.thread?.name ?? '';
  return delivered(THREAD.test(thread) ? thread : message.name);
}

/** Repeats join the thread that the first message began; when it is gone, Google begins another. */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const text = `${replyMark(repeats)} ${truncate(repeatsLine(repeats, told, attempt), 1500)}`;
  const thread = THREAD.test(first.id) ? { thread: { name: first.id } } : {};
  return request(attempt, { ...googleChatLine(text), ...thread }, settings);
}

/** Sections above the limit are left out without a word. */
function widgetsIn({ body = '{}' }: OutboundRequest): number {
  const Card = z.object({ card: z.object({ sections: z.array(z.object({ widgets: z.array(z.unknown()) })) }) });
  const cards = parsed(z.object({ cardsV2: z.array(Card) }), body)?.cardsV2 ?? [];
  return Math.max(0, ...cards.map(({ card }) => card.sections.reduce((sum, { widgets }) => sum + widgets.length, 0)));
}

/** 60 writes a minute and space, shared by all apps in it (https://developers.google.com/workspace/chat/limits). */
const PER_MINUTE = 58;

/** Cards, through a space's webhook. */
export const googleChat = defineDestination<Settings>({
  docs: 'https://developers.google.com/workspace/chat/quickstart/webhooks',
  about: {
    name: 'Google Chat',
    group: 'chat',
    shows:
      'A card with severity, title and place, what was done about it, the facts that help most, the advice and a little ' +
      'evidence. Repeats of a problem are answers in the thread of the card.',
    setup: [
      'In Google Chat, open the space’s menu and choose "Apps & integrations"; an administrator may have to allow webhooks.',
      'Under "Webhooks" choose "Add webhooks", give it a name, "Save".',
      'Open the webhook’s menu and choose "Copy link": its key and token are the credential.',
    ],
    cannot: [
      'A webhook cannot change what it sent, and cannot look whether a message arrived; a repeated attempt carries the ' +
        'same requestId, for which Google answers the first message instead of making another.',
    ],
    limits: [
      {
        what: 'message',
        max: 32_000,
        unit: 'bytes',
        docs: DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'card', max: 100, unit: 'widgets', docs: CARD_DOCS, measure: widgetsIn },
      {
        what: 'requests to a space',
        max: 60,
        unit: 'a minute',
        docs: 'https://developers.google.com/workspace/chat/limits',
      },
    ],
  },
  settings: Settings,
  secrets: ['webhookUrl'],
  targets: ['webhookUrl'],
  audience: 'people',
  mentions: googleChatMention,
  perMinute: PER_MINUTE,
  quotaScope: ({ webhookUrl }) => `google-chat ${webhookUrl.split('?')[0]}`,
  render: (alert, attempt, settings) => request(attempt, googleChatMessage(alertView(alert, attempt)), settings),
  judge,
  isIdempotent: true,
  conversation: { reply, judge },
});
