import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { characters, fieldsAt, parseJson, textAt } from '../_kit/json.ts';
import { accept, json, type Receiver, refuse, type SandboxRequest, type Verdict } from '../_kit/receiver.ts';
import { type Channels, slackChannels } from './channels.ts';
import { messageFault, slackItem } from './receiver.ts';

// https://docs.slack.dev/reference/methods/chat.update (msg_too_long)
const UPDATE_TEXT_MAX = 4000;
// https://docs.slack.dev/reference/methods/chat.postMessage (markdown_text)
const MARKDOWN_TEXT_MAX = 12_000;
// https://docs.slack.dev/messaging/message-metadata (metadata_too_large)
const METADATA_MAX_BYTES = 16_384;

export interface SlackBotSettings {
  readonly token: string;
  /** Ids of the channels the bot is in; nothing given: every well-formed id. */
  readonly channels?: readonly string[] | undefined;
}

/** One call of a method that works on a channel. */
interface Call {
  readonly operation: string;
  readonly args: Fields;
  readonly channel: string;
  readonly at: number;
}

interface Fault {
  readonly error: string;
  readonly details: readonly string[];
}

const threadTimestamp = /^\d{10}\.\d{6}$/;
const bad = (error: string): Fault => ({ error, details: [] });

/** Slack says no with status 200. */
function no(operation: string, { error, details }: Fault): Verdict {
  const messages = details.map((detail) => `[ERROR] ${detail}`);
  const metadata = details.length === 0 ? {} : { errors: details, response_metadata: { messages } };
  return refuse(operation, json(200, { ok: false, error, ...metadata }), [error, ...details].join('; '));
}

const fromForm = (key: string, value: string): unknown =>
  ['blocks', 'attachments', 'metadata'].includes(key) ? parseJson(value)?.value : value;

/** Arguments from a JSON body, a form or the query, as the Web API takes them. */
function readArguments({ headers, text, query }: SandboxRequest): Fields | undefined {
  if (text === '' || headers['content-type']?.startsWith('application/json') !== true) {
    const pairs = [...query, ...new URLSearchParams(text)];
    return Object.fromEntries(pairs.map(([key, value]) => [key, fromForm(key, value)]));
  }
  const value = parseJson(text)?.value;
  return isFields(value) ? value : undefined;
}

function authError({ headers }: SandboxRequest, token: string): string | undefined {
  const given = headers['authorization'];
  if (given === undefined) return 'not_authed';
  return given === `Bearer ${token}` ? undefined : 'invalid_auth';
}

function metadataError(metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined;
  if (textAt(metadata, 'event_type') === undefined || fieldsAt(metadata, 'event_payload') === undefined)
    return 'invalid_metadata_format';
  return Buffer.byteLength(JSON.stringify(metadata)) > METADATA_MAX_BYTES ? 'metadata_too_large' : undefined;
}

/** `markdown_text` stands alone: https://docs.slack.dev/reference/methods/chat.postMessage */
function markdownFault(markdown: string, { text, blocks }: Fields): Fault | undefined {
  if (text !== undefined || blocks !== undefined) return bad('markdown_text_conflict');
  return characters(markdown) > MARKDOWN_TEXT_MAX ? bad('msg_too_long') : undefined;
}

function postFault(args: Fields): Fault | undefined {
  const { markdown_text: markdown, thread_ts: thread, metadata } = args;
  if (thread !== undefined && !threadTimestamp.test(String(thread))) return bad('invalid_thread_ts');
  const wrong = metadataError(metadata);
  if (wrong !== undefined) return bad(wrong);
  return typeof markdown === 'string' ? markdownFault(markdown, args) : messageFault(args);
}

const updateFault = (args: Fields): Fault | undefined =>
  characters(textAt(args, 'text') ?? '') > UPDATE_TEXT_MAX ? bad('msg_too_long') : messageFault(args);

function post(channels: Channels, { operation, args, channel, at }: Call): Verdict {
  const fault = postFault(args);
  if (fault !== undefined) return no(operation, fault);
  const message = channels.post(channel, args, at);
  const answer = json(200, { ok: true, channel, ts: message.ts, message });
  return accept(operation, answer, slackItem({ ...args, ts: message.ts }, true));
}

function update(channels: Channels, { operation, args, channel }: Call): Verdict {
  const ts = textAt(args, 'ts') ?? '';
  if (!channels.has(channel, ts)) return no(operation, bad('message_not_found'));
  const fault = updateFault(args);
  if (fault !== undefined) return no(operation, fault);
  channels.update(channel, ts, args);
  return accept(operation, json(200, { ok: true, channel, ts, text: args['text'] }), slackItem(args, false));
}

function history(channels: Channels, { operation, args, channel }: Call): Verdict {
  return accept(operation, json(200, { ok: true, ...channels.history(channel, args) }));
}

const methods = new Map([
  ['chat.postMessage', post],
  ['chat.update', update],
  ['conversations.history', history],
]);

const identity = { ok: true, team: 'Sandbox', user: 'tocsin', team_id: 'T1', user_id: 'U1', bot_id: 'B1' };

function call(channels: Channels, operation: string, request: SandboxRequest): Verdict {
  const args = readArguments(request);
  if (args === undefined) return no(operation, bad('invalid_json'));
  if (operation === 'auth.test') return accept(operation, json(200, identity));
  const method = methods.get(operation);
  if (method === undefined) return no(operation, bad('unknown_method'));
  const channel = textAt(args, 'channel') ?? '';
  if (!channels.isMember(channel)) return no(operation, bad('channel_not_found'));
  return method(channels, { operation, args, channel, at: request.at });
}

/** Slack's Web API, as far as a bot that posts alerts uses it. https://docs.slack.dev/reference/methods */
export function slackBot(settings: SlackBotSettings): Receiver {
  const channels = slackChannels(settings.channels);
  return {
    handle(request) {
      const operation = request.path.slice(1);
      const denied = authError(request, settings.token);
      return denied === undefined ? call(channels, operation, request) : no(operation, bad(denied));
    },
    expired: () => json(200, { ok: false, error: 'token_expired' }),
  };
}
