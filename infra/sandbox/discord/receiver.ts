import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';
import { bodyProblem } from './message.ts';

/** Invented: the webhook of a text channel, and the one of a forum. */
const discordSecrets = {
  id: '1300000000000000001',
  token: 'sandbox-Discord_webhook-token-0123456789',
} as const;

const limited = { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4', 'x-ratelimit-reset-after': '2' };

const no = (operation: string, status: number, code: number, message: string): Verdict =>
  refuse(operation, json(status, { message, code }, limited), `${code} ${message}`);

const isEmpty = (message: Fields): boolean =>
  (textAt(message, 'content') ?? '').trim() === '' && listAt(message, 'embeds').length === 0;

function itemOf(message: Fields, arrived: boolean): Item {
  const words = textAt(message, 'content') ?? textAt(message, 'embeds', 0, 'description');
  return {
    summary: line((words ?? '').replace(/\*\*|\\(?=[^a-z0-9\s])/gi, '')),
    body: message,
    alertIds: alertIdsIn(message),
    arrived,
  };
}

function messageIn(operation: string, { text }: SandboxRequest): Fields | Verdict {
  const message = parseJson(text)?.value;
  if (!isFields(message)) return no(operation, 400, 50_109, 'The request body contains invalid JSON.');
  if (isEmpty(message)) return no(operation, 400, 50_006, 'Cannot send an empty message');
  const problem = bodyProblem(message);
  return problem === undefined ? message : no(operation, 400, 50_035, `Invalid Form Body: ${problem}`);
}

const isVerdict = (value: Fields | Verdict): value is Verdict => 'answer' in value && 'items' in value;

/** Whether the destination of a message fits the kind of channel; the codes are those of the reference. */
function placeProblem(isForum: boolean, isNamed: boolean, isThread: boolean): readonly [number, string] | undefined {
  if (!isForum && isNamed) return [220_003, 'Webhooks can only create threads in forum channels'];
  if (!isForum || isNamed !== isThread) return undefined;
  return isNamed
    ? [220_002, 'Webhooks posted to forum channels cannot have both a thread_name and thread_id']
    : [220_001, 'Webhooks posted to forum channels must have a thread_name or thread_id'];
}

interface Kept {
  readonly thread: string | undefined;
  readonly content: Fields;
}

/** The messages of a channel or a forum; a post has the id of its first message. */
function messagesOf(isForum: boolean) {
  const messages = new Map<string, Kept>();
  return {
    get: (id: string): Kept | undefined => messages.get(id),
    hasThread: (thread: string): boolean => messages.get(thread)?.thread === thread,
    keep(content: Fields, given: string | undefined, known?: string): { readonly id: string } & Kept {
      const id = known ?? `14${String(messages.size + 1).padStart(17, '0')}`;
      const kept = { thread: given ?? (isForum ? id : undefined), content };
      messages.set(id, kept);
      return { id, ...kept };
    },
  };
}
type Messages = ReturnType<typeof messagesOf>;

function execute(messages: Messages, isForum: boolean, request: SandboxRequest): Verdict {
  const message = messageIn('message', request);
  if (isVerdict(message)) return message;
  const given = request.query.get('thread_id') ?? undefined;
  if (given !== undefined && !messages.hasThread(given)) return no('message', 400, 10_003, 'Unknown Channel');
  const wrong = placeProblem(isForum, message['thread_name'] !== undefined, given !== undefined);
  if (wrong !== undefined) return no('message', 400, ...wrong);
  const { id, thread = '1200000000000000001' } = messages.keep(message, given);
  const answer: Answer =
    request.query.get('wait') === 'true'
      ? json(200, { id, type: 0, channel_id: thread, ...message }, limited)
      : { status: 204, headers: limited, body: '' };
  return accept('message', answer, itemOf(message, true));
}

function edit(messages: Messages, request: SandboxRequest, id: string): Verdict {
  const before = messages.get(id);
  if (before === undefined || before.thread !== (request.query.get('thread_id') ?? undefined))
    return no('edit', 404, 10_008, 'Unknown Message');
  const message = messageIn('edit', request);
  if (isVerdict(message)) return message;
  const { content } = messages.keep({ ...before.content, ...message }, before.thread, id);
  return accept('edit', json(200, { id, ...content }, limited), itemOf(content, false));
}

const unknownWebhook: Answer = json(404, { message: 'Unknown Webhook', code: 10_015 });
const invalidToken: Answer = json(401, { message: 'Invalid Webhook Token', code: 50_027 });

/** A channel's webhook; its id and token stand in the path. https://docs.discord.com/developers/resources/webhook */
export function discord(isForum: boolean): Receiver {
  const messages = messagesOf(isForum);
  const { id, token } = discordSecrets;

  function toMessage(request: SandboxRequest, messageId: string): Verdict {
    if (request.method === 'PATCH') return edit(messages, request, messageId);
    const found = messages.get(messageId);
    return found === undefined
      ? no('look', 404, 10_008, 'Unknown Message')
      : accept('look', json(200, { id: messageId, ...found.content }, limited));
  }

  return {
    handle(request) {
      const [, webhookId, secret, messageId] =
        /^\/api\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(\d+))?$/.exec(request.path) ?? [];
      if (webhookId !== id) return refuse('message', unknownWebhook, 'unknown webhook');
      if (secret !== token) return refuse('message', invalidToken, 'invalid token');
      if (messageId !== undefined) return toMessage(request, messageId);
      return request.method === 'POST'
        ? execute(messages, isForum, request)
        : no('message', 405, 0, '405: Method Not Allowed');
    },
    expired: () => unknownWebhook,
  };
}

/** Where the webhook is, as its owner copies it. */
export const discordUrl = (url: string): string => `${url}/api/webhooks/${discordSecrets.id}/${discordSecrets.token}`;
