import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, rejected, unknown } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { escapeMrkdwn, oneLine, truncate, withoutSlash } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { editedView } from '../_kit/alert-view/edited.ts';
import { replyLine } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { slackCallback } from './callback.ts';
import { channelNames, isChannelName } from './channel-names.ts';
import { choicesFor, drawn } from './drawn.ts';
import { ambiguous, judgeError, nameIn, ofThread } from './errors.ts';
import { slackMention } from './mention.ts';
import { API_URL, Settings } from './settings.ts';

const EVENT_TYPE = 'tocsin_alert';

const apiUrl = ({ apiUrl: base = API_URL }: Settings, method: string): string => `${withoutSlash(base)}/${method}`;
const authorization = ({ token = '' }: Settings): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** Carries the ids with which a message is found again (https://docs.slack.dev/messaging/message-metadata). */
const metadata = (alert: Alert, { deliveryId }: Attempt) => ({
  event_type: EVENT_TYPE,
  event_payload: { delivery_id: deliveryId, alert_id: truncate(oneLine(alert.id), 300) },
});

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const message = { ...drawn(alertView(alert, attempt), attempt, settings), unfurl_links: false, unfurl_media: false };
  const json = { 'content-type': 'application/json; charset=utf-8' };
  if (settings.webhookUrl !== undefined)
    return { method: 'POST', url: settings.webhookUrl, headers: json, body: JSON.stringify(message) };
  return {
    method: 'POST',
    url: apiUrl(settings, 'chat.postMessage'),
    headers: { ...json, ...authorization(settings) },
    body: JSON.stringify({ channel: settings.channel, ...message, metadata: metadata(alert, attempt) }),
  };
}

const Answer = z.object({
  ok: z.boolean(),
  error: z.optional(z.string()),
  ts: z.optional(z.string()),
  channel: z.optional(z.string()),
});

function parsed<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Slack's word for what went wrong; nothing when it went well or the body is none of Slack's. */
function errorIn(body: string): string | undefined {
  const answer = parsed(Answer, body);
  return answer?.ok === false ? (nameIn(answer.error ?? '') ?? 'unexpected_error') : undefined;
}

/** A name is taken for new messages alone; what changes or answers this one needs the id that the answer gives. */
const placed = (outcome: Outcome, channel: string | undefined): Outcome =>
  outcome.kind === 'delivered' && outcome.receipt !== undefined && /^[CDG][A-Z0-9]{1,30}$/.test(channel ?? '')
    ? { ...outcome, receipt: { ...outcome.receipt, target: { channel } } }
    : outcome;

/** The Web API answers 200 to almost everything; what counts is the body. */
function judgeApi(response: OutboundResponse, settings: Settings): Outcome {
  const error = errorIn(response.body);
  if (error !== undefined && ambiguous.has(error)) return unknown(error);
  if (response.status === 429 || response.status >= 500) return judgeWithoutWord(response);
  if (error !== undefined) return judgeError(error, response);
  const { ts, channel } = (isSuccess(response) ? parsed(Answer, response.body) : undefined) ?? {};
  if (ts === undefined) return judgeWithoutWord(response);
  return isChannelName(settings) ? placed(delivered(ts), channel) : delivered(ts);
}

/** What cannot be told in the thread is told apart; the channel itself takes messages as before. */
function judgeReply(response: OutboundResponse, settings: Settings): Outcome {
  const outcome = judgeApi(response, settings);
  return outcome.kind === 'retry' && ofThread.has(outcome.reason) ? rejected(outcome.reason) : outcome;
}

/** A webhook answers in plain text: `ok`, or with another status the name of the error. */
function judgeWebhook(response: OutboundResponse): Outcome {
  const word = nameIn(response.body);
  if (isSuccess(response)) return word === 'ok' ? delivered() : unconfirmedResponse;
  if (response.status === 429 || response.status >= 500) return judgeWithoutWord(response);
  return word === undefined || word === 'ok' ? judgeWithoutWord(response) : judgeError(word, response);
}

const PAGE = 100;
const CLOCK_SKEW_SECONDS = 120;

/** Needs the bot: a webhook can only write (https://docs.slack.dev/reference/methods/conversations.history). */
function renderLookup(alert: Alert, settings: Settings): OutboundRequest {
  const received = Date.parse(alert.receivedAt);
  const query = new URLSearchParams({
    channel: settings.channel ?? '',
    include_all_metadata: 'true',
    limit: String(PAGE),
    ...(Number.isNaN(received) ? {} : { oldest: String(Math.floor(received / 1000) - CLOCK_SKEW_SECONDS) }),
  });
  return {
    method: 'GET',
    url: `${apiUrl(settings, 'conversations.history')}?${query}`,
    headers: authorization(settings),
  };
}

const Message = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ delivery_id: z.string() }) }),
});
const History = z.object({ ok: z.literal(true), has_more: z.optional(z.boolean()), messages: z.array(z.unknown()) });

/** Not found counts only when the whole stretch was seen; without the scope to look nobody can tell. */
function found(response: OutboundResponse, attempt: Attempt): Receipt | 'unsure' | undefined {
  const history = isSuccess(response) ? parsed(History, response.body) : undefined;
  if (history === undefined) return 'unsure';
  const own = history.messages
    .map((message) => Message.safeParse(message).data)
    .find((message) => message?.metadata.event_payload.delivery_id === attempt.deliveryId);
  if (own !== undefined) return { id: own.ts };
  return history.has_more === true ? 'unsure' : undefined;
}

const richText = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

function call(method: string, settings: Settings, body: object): OutboundRequest {
  return {
    method: 'POST',
    url: apiUrl(settings, method),
    headers: { 'content-type': 'application/json; charset=utf-8', ...authorization(settings) },
    body: JSON.stringify({ channel: settings.channel, ...body, unfurl_links: false, unfurl_media: false }),
  };
}

/** Repeats join the thread of the first message (https://docs.slack.dev/reference/methods/chat.postMessage, thread_ts). */
function reply(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  const line = truncate(replyLine(repeats, told, attempt), 2900);
  const metadata = { event_type: EVENT_TYPE, event_payload: { delivery_id: attempt.deliveryId } };
  return call('chat.postMessage', settings, {
    thread_ts: first.id,
    text: escapeMrkdwn(truncate(line, 500)),
    blocks: [richText(line)],
    metadata,
  });
}

/** The first message shows how often it came (https://docs.slack.dev/reference/methods/chat.update). */
function edit(repeats: Repeats, alert: Alert, attempt: Attempt, receipt: Receipt, settings: Settings): OutboundRequest {
  const counted = drawn(editedView(repeats, alert, attempt), attempt, settings, choicesFor(repeats));
  const message = { ...counted, metadata: metadata(alert, attempt) };
  return call('chat.update', settings, { ts: receipt.id, ...message });
}

function blocksIn({ body = '' }: OutboundRequest): number {
  const message = parsed(z.object({ blocks: z.array(z.unknown()) }), body);
  return message?.blocks.length ?? 0;
}

/** A webhook’s channel is in its address, a bot’s in its settings. */
const scopeOf = ({ webhookUrl, token, channel }: Settings): string => `slack ${webhookUrl ?? `${token} ${channel}`}`;

const byName = (channel: string): string =>
  `is found by its name: Tocsin asks Slack for the id of ${channel} before the first message, for which the bot needs the ` +
  'scope channels:read (groups:read for a private channel). Add it under "OAuth & Permissions" and install the app again, ' +
  'or write the id, which stands at the end of the channel’s details';

const isBot = ({ token }: Settings): boolean => token !== undefined;

/** One message a second and channel is documented; bursts are tolerated (https://docs.slack.dev/apis/web-api/rate-limits). */
const PER_MINUTE = 58;

/** Messages for people, through an incoming webhook or as a bot. Only a bot can look for what it sent, and answer it. */
export const slack = defineDestination<Settings>({
  docs: 'https://docs.slack.dev/reference/methods/chat.postMessage',
  about: {
    name: 'Slack',
    group: 'chat',
    shows:
      'A message with severity, title and place, a sentence on what happened and what was done about it, the eight facts ' +
      'that help most, the first step of the advice and a little evidence. A bot ' +
      'answers repeats of a problem in the thread and counts them on the first message; a webhook sends a summary of them.',
    setup: [
      'Open https://api.slack.com/apps, choose "Create New App" and "From scratch", and pick the workspace.',
      'For a webhook: "Incoming Webhooks", switch it on, "Add New Webhook to Workspace", choose the channel, copy the URL.',
      'For a bot (threads, counts, no duplicates): "OAuth & Permissions", add the scopes chat:write, channels:history and ' +
        'groups:history, "Install to Workspace", copy the token that begins with xoxb-, and invite the bot to the channel.',
      'The channel is an id such as C0123456789, which stands at the end of the channel’s details. For a name such as ' +
        '"#soc-alerts" add the scope channels:read, and groups:read for a private channel.',
    ],
    cannot: [
      'A webhook cannot look whether a message arrived, thread, or edit: use a bot if duplicates are unacceptable.',
    ],
    limits: [
      {
        what: 'message',
        max: 50,
        unit: 'blocks',
        docs: 'https://docs.slack.dev/reference/block-kit/blocks',
        measure: blocksIn,
      },
      {
        what: 'requests to a channel',
        max: 60,
        unit: 'a minute',
        docs: 'https://docs.slack.dev/apis/web-api/rate-limits',
      },
    ],
  },
  settings: Settings,
  secrets: ['webhookUrl', 'token', 'signingSecret', 'appToken'],
  targets: ['channel', 'webhookUrl'],
  names: channelNames,
  doubts: ({ channel = '' }): Record<string, string> =>
    isChannelName({ channel }) ? { channel: byName(channel) } : {},
  audience: 'people',
  mentions: slackMention,
  perMinute: PER_MINUTE,
  quotaScope: scopeOf,
  render,
  judge: (response, settings) =>
    settings.webhookUrl === undefined ? judgeApi(response, settings) : judgeWebhook(response),
  lookup: {
    possible: isBot,
    render: (alert, _, settings) => renderLookup(alert, settings),
    found: (response, _, attempt) => found(response, attempt),
  },
  conversation: { possible: isBot, reply, judge: judgeReply, edit },
  callback: slackCallback,
});
