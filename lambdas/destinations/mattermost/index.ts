import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, unknown } from '../../domain/outcome.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { defineDestination } from '../_kit/define-destination.ts';
import { isSuccess, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { mattermostMention } from './mention.ts';
import { mattermostMessage } from './message.ts';

const DOCS = 'https://developers.mattermost.com/integrate/webhooks/incoming/';
const MODEL_DOCS = 'https://github.com/mattermost/mattermost/blob/master/server/public/model/post.go';

const Settings = z.strictObject({
  webhookUrl: z.string().check(
    z.refine((url) => /^https?:\/\/[^\s?#]+\/hooks\/[A-Za-z0-9_-]+$/.test(url) && URL.canParse(url), {
      error:
        'must be the address of an incoming webhook, https://<your server>/hooks/<key>: Product menu, Integrations, ' +
        'Incoming Webhooks',
    }),
    z.describe('The incoming webhook’s address, whole; the key at its end is the credential.'),
  ),
  channel: z.optional(
    z.string().check(
      z.regex(/^[a-z0-9_.-]{1,64}$|^@[a-z0-9_.-]{1,64}$/, {
        error: 'must be a channel’s name as it stands in its address, such as town-square, or @ and a user’s name',
      }),
      z.describe('Another channel than the webhook’s own, unless the webhook is locked to that.'),
    ),
  ),
});
type Settings = z.infer<typeof Settings>;

/** Ids of errors that say something about the webhook, its owner or its channel, and what we call them. */
const destinationWide: Readonly<Record<string, string>> = {
  'web.incoming_webhook.disabled.app_error': 'webhooks_disabled',
  'web.incoming_webhook.invalid.app_error': 'invalid_webhook',
  'web.incoming_webhook.channel.app_error': 'channel_not_found',
  'app.channel.get.existing.app_error': 'channel_not_found',
  'web.incoming_webhook.channel_locked.app_error': 'channel_locked',
  'web.incoming_webhook.permissions.app_error': 'no_permission',
  'web.incoming_webhook.user.app_error': 'user_not_found',
};
const ofThisMessage: Readonly<Record<string, string>> = {
  'web.incoming_webhook.parse.app_error': 'parse_failed',
  'model.incoming_hook.parse_data.app_error': 'parse_failed',
  'api.webhook.incoming.error': 'parse_failed',
  'web.incoming_webhook.text.app_error': 'no_text',
  'web.incoming_webhook.split_props_length.app_error': 'attachments_too_long',
};

const AppError = z.object({ id: z.string() });

function errorIn(body: string): string {
  try {
    return AppError.safeParse(JSON.parse(body)).data?.id ?? '';
  } catch {
    return '';
  }
}

const named = (names: Readonly<Record<string, string>>, id: string): string | undefined =>
  Object.hasOwn(names, id) ? names[id] : undefined;

function judgeTrouble(response: OutboundResponse): Outcome {
  const { status, body } = response;
  const id = errorIn(body);
  const wide = named(destinationWide, id);
  if (status === 504) return unknown('http_504');
  if (status === 429) return judgeWithoutWord(response);
  // Switched off by the administrator; the server says 501 to that.
  if (wide !== undefined && (status < 500 || status === 501)) return refused(wide);
  const own = status < 500 ? named(ofThisMessage, id) : undefined;
  return own === undefined ? judgeWithoutWord(response) : rejected(own);
}

/** The server answers `ok` as text once the post is saved; anything else with 200 is the page of somebody else. */
function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeTrouble(response);
  return response.body.trim() === 'ok' ? delivered() : unconfirmedResponse;
}

function measured(field: 'text' | 'attachments'): (request: OutboundRequest) => number {
  return ({ body = '{}' }) => {
    const value: unknown = JSON.parse(body)[field];
    return Array.from(typeof value === 'string' ? value : JSON.stringify(value ?? '')).length;
  };
}

/** The server’s own limit, where it is switched on, is 10 a second; this keeps a channel readable. */
const PER_MINUTE = 60;

/** Messages with an attachment, through an incoming webhook. */
export const mattermost = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Mattermost',
    group: 'chat',
    shows:
      'A message with severity, title and place, and what was done about it; a box with the facts that help most, the advice ' +
      'and a little evidence. Repeats of a problem come as one message that counts them.',
    setup: [
      'In Mattermost, open the Product menu, "Integrations", "Incoming Webhooks"; if it is missing, an administrator ' +
        'allows it in the System Console under "Integration Management".',
      'Choose "Add Incoming Webhook", give it a title, pick the channel, tick "Lock to this channel", and "Save".',
      'Copy the URL that is shown: its last part is the credential.',
    ],
    cannot: [
      'A webhook gives no receipt: no threads, no edits, no way to look whether a message arrived. After an answer that ' +
        'never came, a message may come twice, marked.',
    ],
    limits: [
      { what: 'message', max: 16_383, unit: 'characters', docs: MODEL_DOCS, measure: measured('text') },
      { what: 'attachments', max: 760_000, unit: 'characters', docs: MODEL_DOCS, measure: measured('attachments') },
      {
        what: 'requests to a server',
        max: 600,
        unit: 'a minute',
        docs: 'https://docs.mattermost.com/administration-guide/configure/rate-limiting-configuration-settings.html',
      },
    ],
  },
  settings: Settings,
  secrets: ['webhookUrl'],
  targets: ['webhookUrl', 'channel'],
  audience: 'people',
  mentions: mattermostMention,
  perMinute: PER_MINUTE,
  quotaScope: ({ webhookUrl }) => `mattermost ${webhookUrl}`,
  render: (alert, attempt, { webhookUrl, channel }) => ({
    method: 'POST',
    url: webhookUrl,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...(channel === undefined ? {} : { channel }),
      ...mattermostMessage(alertView(alert, attempt)),
    }),
  }),
  judge,
});
