import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { characters, listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  json,
  line,
  plain,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

// https://github.com/mattermost/mattermost/blob/master/server/public/model/post.go
const TEXT_MAX = 16_383;
const PROPS_MAX = 760_000;

/** Invented. */
export const MATTERMOST_KEY = 'sandbox0mattermost1hook2key';
const channels = new Set(['town-square', 'security-alerts']);

/** The server's form of an error. */
const appError = (status: number, id: string, message: string): Answer =>
  json(status, { id, message, detailed_error: '', request_id: 'sandboxrequest', status_code: status });

const no = (status: number, id: string, message: string): Verdict =>
  refuse('post', appError(status, id, message), message);

/** What the server makes of Slack's calls, which also work here. */
const calls = (text: string): readonly string[] =>
  text.match(/<!(?:channel|here|all)>|(?<![\w`])@(?:channel|here|all)\b/g) ?? [];

function refusal({ method, path }: SandboxRequest, message: unknown): Verdict | undefined {
  if (method !== 'POST' || !path.startsWith('/hooks/')) return no(404, 'api.context.404.app_error', 'Not found');
  if (!isFields(message)) return no(400, 'model.incoming_hook.parse_data.app_error', 'Unable to parse incoming data.');
  const { text = '', attachments, channel } = message;
  if (text === '' && attachments === undefined)
    return no(400, 'web.incoming_webhook.text.app_error', 'No text specified.');
  if (path !== `/hooks/${MATTERMOST_KEY}`) return no(400, 'web.incoming_webhook.invalid.app_error', 'Invalid webhook.');
  if (channel !== undefined && !channels.has(String(channel)))
    return no(404, 'web.incoming_webhook.channel.app_error', "Couldn't find the channel.");
  return characters(JSON.stringify(attachments ?? [])) > PROPS_MAX
    ? no(400, 'web.incoming_webhook.split_props_length.app_error', 'Unable to split webhook props.')
    : undefined;
}

/** The server splits what is too long: every part is a post of its own. */
function posts(message: Fields): Verdict {
  const text = textAt(message, 'text') ?? '';
  const parts = Math.max(1, Math.ceil(characters(text) / TEXT_MAX));
  const called = [text, ...listAt(message, 'attachments').map((each) => textAt(each, 'text') ?? '')].flatMap(calls);
  const summary = line(
    (text || (textAt(message, 'attachments', 0, 'fallback') ?? '')).replace(/\*\*|\\(?=[^a-z0-9\s])/gi, ''),
  );
  const noted = called.length === 0 ? summary : `calls ${called[0]}: ${summary}`;
  const item = { summary: noted, body: message, alertIds: alertIdsIn(message), arrived: true };
  return accept('post', plain(200, 'ok'), ...Array.from({ length: parts }, () => item));
}

/** An incoming webhook. https://developers.mattermost.com/integrate/webhooks/incoming/ */
export function mattermost(): Receiver {
  return {
    handle(request) {
      const message = parseJson(request.text)?.value;
      return refusal(request, message) ?? posts(isFields(message) ? message : {});
    },
    expired: () => appError(400, 'web.incoming_webhook.invalid.app_error', 'Invalid webhook.'),
  };
}
