import type { Service } from '../_kit/service.ts';
import { slackBot } from './bot.ts';
import { drawSlack } from './draw.ts';
import { slackWebhook } from './receiver.ts';

export const slackService = {
  title: 'Slack webhook',
  prefix: '/slack/services',
  create: ({ secrets }) => slackWebhook(secrets.slackWebhookPath),
  settings: (url, { slackWebhookPath }) => ({ type: 'slack', webhookUrl: `${url}${slackWebhookPath}` }),
  draw: drawSlack,
} as const satisfies Service;

export const slackBotService = {
  title: 'Slack bot',
  prefix: '/slack/api',
  create: ({ secrets, world }) => slackBot({ token: secrets.slackToken, channels: world.slackChannels }),
  settings: (url, { slackToken }) => ({ type: 'slack', token: slackToken, channel: 'C0123456789', apiUrl: url }),
  draw: drawSlack,
} as const satisfies Service;
