import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { at, listAt, parseJson, textAt } from '../_kit/json.ts';
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

// https://core.telegram.org/bots/api#sendmessage
const TEXT_MAX = 4096;

/** Invented. */
export const telegramSecrets = {
  token: '123456789:AAsandbox-telegram-token_0123456789ab',
  chatId: '-1001234567890',
} as const;

const fail = (status: number, description: string): Answer =>
  json(status, { ok: false, error_code: status, description });
const no = (operation: string, description: string, status = 400): Verdict =>
  refuse(operation, fail(status, description), description);

const types = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'pre',
  'text_link',
  'blockquote',
  'expandable_blockquote',
]);

function entityProblem(text: string, entity: unknown): string | undefined {
  const [from, length] = [at(entity, 'offset'), at(entity, 'length')];
  if (!types.has(textAt(entity, 'type') ?? '')) return 'Bad Request: unsupported MessageEntity type';
  const isWhole = Number.isInteger(from) && Number.isInteger(length);
  const isWithin = isWhole && Number(from) >= 0 && Number(length) > 0 && Number(from) + Number(length) <= text.length;
  return isWithin ? undefined : 'Bad Request: ENTITY_BOUNDS_INVALID';
}

function textProblem(args: Fields): string | undefined {
  const text = textAt(args, 'text') ?? '';
  if (text.trim() === '') return 'Bad Request: message text is empty';
  if (text.length > TEXT_MAX) return 'Bad Request: message is too long';
  if (args['parse_mode'] !== undefined && !['HTML', 'Markdown', 'MarkdownV2'].includes(String(args['parse_mode'])))
    return 'Bad Request: unsupported parse_mode';
  return listAt(args, 'entities')
    .map((entity) => entityProblem(text, entity))
    .find((problem) => problem !== undefined);
}

const itemOf = (args: Fields, arrived: boolean): Item => ({
  summary: line(textAt(args, 'text')?.replaceAll('\u200b', '')),
  body: args,
  alertIds: alertIdsIn(args),
  arrived,
});

/** The chat that the bot is in. */
function chat() {
  const messages = new Map<number, string>();
  const shown = ({ text, entities }: Fields): string => JSON.stringify([text, entities]);
  const result = (id: number, args: Fields): Answer =>
    json(200, {
      ok: true,
      result: {
        message_id: id,
        date: 1_763_694_430,
        chat: { id: Number(telegramSecrets.chatId), type: 'supergroup' },
        text: args['text'],
      },
    });

  function sendMessage(args: Fields): Verdict {
    const answered = at(args, 'reply_parameters', 'message_id');
    const isLoose = at(args, 'reply_parameters', 'allow_sending_without_reply') === true;
    if (answered !== undefined && !messages.has(Number(answered)) && !isLoose)
      return no('sendMessage', 'Bad Request: message to be replied not found');
    const id = messages.size + 1;
    messages.set(id, shown(args));
    return accept('sendMessage', result(id, args), itemOf(args, true));
  }

  function editMessageText(args: Fields): Verdict {
    const id = Number(args['message_id']);
    const before = messages.get(id);
    if (before === undefined) return no('editMessageText', 'Bad Request: message to edit not found');
    if (before === shown(args))
      return no(
        'editMessageText',
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
      );
    messages.set(id, shown(args));
    return accept('editMessageText', result(id, args), itemOf(args, false));
  }

  return new Map([
    ['sendMessage', sendMessage],
    ['editMessageText', editMessageText],
  ]);
}

/** The Bot API; the token stands in the path. https://core.telegram.org/bots/api */
export function telegram(): Receiver {
  const methods = chat();

  function call(operation: string, args: unknown): Verdict {
    if (operation === 'getMe') return accept(operation, json(200, { ok: true, result: { id: 1, is_bot: true } }));
    const method = methods.get(operation);
    if (method === undefined || !isFields(args)) return no(operation, 'Not Found', 404);
    if (String(args['chat_id'] ?? '') !== telegramSecrets.chatId) return no(operation, 'Bad Request: chat not found');
    const problem = textProblem(args);
    return problem === undefined ? method(args) : no(operation, problem);
  }

  return {
    handle({ path, text }: SandboxRequest) {
      const [, token, operation = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
      if (token === undefined) return no('call', 'Not Found', 404);
      return token === telegramSecrets.token
        ? call(operation, parseJson(text)?.value)
        : no(operation, 'Unauthorized', 401);
    },
    expired: () => fail(401, 'Unauthorized'),
  };
}
