import { answerChoices, type ChoiceName, choiceNamed } from '../../domain/answer.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { escapeMrkdwn, oneLine, truncate } from '../../domain/values/text.ts';
import type { Callback, CallbackReading, Response } from '../_kit/callback.ts';
import { ANSWERS_BLOCK, answerButtons } from './answer-buttons.ts';
import type { Settings } from './settings.ts';

/** Whether Slack can send what was pressed: to the callback's address, or through a connection of ours. */
export const isInteractive = ({ signingSecret, appToken }: Settings): boolean =>
  (signingSecret ?? appToken) !== undefined;

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const signature = {
  header: 'x-slack-signature',
  hash: 'sha256',
  encoding: 'hex',
  prefix: 'v0=',
  content: 'v0:{timestamp}:{body}',
  timestampHeader: 'x-slack-request-timestamp',
} as const;

const ANSWERED_BLOCK = 'tocsin_answered';
const ACTION = 'tocsin_';
const NAME_MAX = 80;
const LINES_SHOWN = 5;

/** Slack's own hosts, or the host that the settings name in their place. */
function isResponseUrl(text: string, { apiUrl, webhookUrl }: Settings): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isSlack = url.protocol === 'https:' && url.port === '' && /(?:^|\.)slack(?:-gov)?\.com$/.test(url.hostname);
  return isSlack || [apiUrl, webhookUrl].some((own) => own !== undefined && URL.parse(own)?.origin === url.origin);
}

const post = (url: string, message: Fields): OutboundRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(message),
});

const plain = (text: string): Fields => ({ type: 'plain_text', text, emoji: false });

/** The message with the line below what was there before, and with the buttons that are left. */
function blocksAfter(blocks: readonly Fields[], line: string, token: string, left: readonly ChoiceName[]): unknown[] {
  const before = blocks.find(({ block_id: id }) => id === ANSWERED_BLOCK);
  const lines = [...listOf(before?.['elements']), plain(truncate(oneLine(line), 300))].slice(-LINES_SHOWN);
  const ours = [{ type: 'context', block_id: ANSWERED_BLOCK, elements: lines }, ...answerButtons(token, left)];
  const at = blocks.findIndex(({ block_id: id }) => id === ANSWERED_BLOCK || id === ANSWERS_BLOCK);
  const isOther = ({ block_id: id }: Fields): boolean => id !== ANSWERED_BLOCK && id !== ANSWERS_BLOCK;
  const split = at < 0 ? blocks.length : at;
  return [...blocks.slice(0, split).filter(isOther), ...ours, ...blocks.slice(split).filter(isOther)];
}

/**
 * A `response_url` is good for 30 minutes and five uses, for messages of bots and of incoming webhooks alike
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
 */
function responseTo(payload: Fields, token: string, settings: Settings): Response | undefined {
  const url = textOf(payload['response_url']) ?? '';
  if (!isResponseUrl(url, settings)) return undefined;
  const message = isFields(payload['message']) ? payload['message'] : {};
  const blocks = listOf(message['blocks']).filter(isFields);
  return {
    shown: (line, left) =>
      post(url, {
        replace_original: true,
        text: textOf(message['text']) ?? escapeMrkdwn(line),
        blocks: blocksAfter(blocks, line, token, left),
      }),
    whispered: (line) => post(url, { response_type: 'ephemeral', replace_original: false, text: escapeMrkdwn(line) }),
  };
}

/** Who pressed: a name that its owner chose, and the id that nobody chose. */
function personIn(name: unknown, id: unknown): string {
  const shown = truncate(oneLine(textOf(name) ?? ''), NAME_MAX);
  return `${shown === '' ? 'somebody' : shown} (Slack ${truncate(oneLine(textOf(id) ?? 'unknown'), 30)})`;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
function pressed(payload: Fields, settings: Settings): CallbackReading {
  const action = listOf(payload['actions'])
    .filter(isFields)
    .find(({ action_id: id }) => textOf(id)?.startsWith(ACTION) === true);
  if (action === undefined) return { kind: 'ignored', reason: 'no_answer' };
  const choice = choiceNamed((textOf(action['action_id']) ?? '').slice(ACTION.length));
  const token = textOf(action['value']);
  if (choice === undefined || token === undefined)
    return { kind: 'unreadable', found: `the action ${JSON.stringify(truncate(String(action['action_id']), 60))}` };
  const user = isFields(payload['user']) ? payload['user'] : {};
  const response = responseTo(payload, token, settings);
  return {
    kind: 'answer',
    answer: {
      subject: { kind: 'token', token },
      answer: answerChoices[choice].answer,
      by: personIn(user['name'] ?? user['username'], user['id']),
      ...(response === undefined ? {} : { response }),
    },
  };
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
const typed = (form: URLSearchParams): CallbackReading => ({
  kind: 'command',
  command: {
    text: form.get('text') ?? '',
    by: personIn(form.get('user_name'), form.get('user_id')),
    reply: (text) => ({
      contentType: 'application/json',
      body: JSON.stringify({ response_type: 'ephemeral', text: escapeMrkdwn(text) }),
    }),
  },
});

function read(body: string, settings: Settings): CallbackReading {
  const form = new URLSearchParams(body);
  if (form.get('ssl_check') === '1') return { kind: 'ignored', reason: 'ssl_check' };
  if (form.has('command')) return typed(form);
  const payload = parsed(form.get('payload') ?? '');
  if (payload === undefined) return { kind: 'unreadable', found: 'neither a payload nor a command' };
  if (payload['type'] !== 'block_actions') return { kind: 'ignored', reason: 'other_interaction' };
  return pressed(payload, settings);
}

/** Buttons and the command `/tocsin`, by the app's signed requests. */
export const slackCallback: Callback<Settings> = {
  via: 'slack',
  docs: 'https://docs.slack.dev/interactivity/handling-user-interaction',
  signature,
  credentials: (settings) => (isInteractive(settings) ? { secret: settings.signingSecret } : undefined),
  read,
};
