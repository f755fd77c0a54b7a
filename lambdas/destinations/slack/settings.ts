import * as z from 'zod/mini';

export const API_URL = 'https://slack.com/api';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const needed = (what: string) => ({ error: `must be ${what}` });

export const Settings = z
  .strictObject({
    webhookUrl: z.optional(httpUrl.check(z.describe('An incoming webhook: one channel, no threads, no receipt.'))),
    token: z.optional(
      z
        .string()
        .check(
          z.minLength(1, needed('a bot token, xoxb-…')),
          z.describe(
            'The token of a bot with chat:write, and channels:history or groups:history to look for its messages.',
          ),
        ),
    ),
    channel: z.optional(
      z.string().check(
        z.regex(/^(?:[CDG][A-Z0-9]{1,30}|#[^\s#.,A-Z]{1,80})$/, {
          error:
            'must be a channel id such as C0123456789, which stands at the end of the channel’s details, or a name in ' +
            'quotes that begins with #, such as "#soc-alerts"',
        }),
        z.describe(
          'The channel’s id, or its name in quotes with #. Of a name Tocsin asks Slack for the id before the first ' +
            'message, for which the bot needs channels:read (groups:read for a private channel).',
        ),
      ),
    ),
    signingSecret: z.optional(
      z
        .string()
        .check(
          z.minLength(1, needed('the signing secret of the Slack app')),
          z.describe(
            'The signing secret of the app: messages get the buttons Acknowledge, Silence, Resolve and False positive, ' +
              'which Slack sends to /v1/callbacks/slack.',
          ),
        ),
    ),
    appToken: z.optional(
      z
        .string()
        .check(
          z.minLength(1, needed('an app-level token, xapp-…, with the scope connections:write')),
          z.describe(
            'On one machine, in place of a public address: an app-level token with connections:write. Tocsin connects ' +
              'to Slack (Socket Mode) and gets the buttons’ presses that way.',
          ),
        ),
    ),
    apiUrl: z.optional(httpUrl.check(z.describe(`Another address of the Web API in place of ${API_URL}.`))),
  })
  .check(
    z.refine(
      ({ webhookUrl, token, channel }) => (webhookUrl === undefined) !== (token === undefined || channel === undefined),
      {
        error: 'needs either webhookUrl, or token and channel, and not both',
      },
    ),
    z.refine(({ webhookUrl, token, channel, apiUrl }) => webhookUrl === undefined || !(token ?? channel ?? apiUrl), {
      error: 'webhookUrl stands alone: token, channel and apiUrl belong to the other way, the bot',
    }),
  );
export type Settings = z.infer<typeof Settings>;
