import { drawWebhook } from '../_kit/draw.ts';
import type { Service } from '../_kit/service.ts';
import { WEBHOOK_PRIVATE_KEY, WEBHOOK_PUBLIC_KEY, webhook } from './receiver.ts';

export const webhookService = {
  title: 'Webhook',
  prefix: '/webhook',
  create: ({ secrets }) => webhook({ secret: secrets.webhookSecret, authorization: secrets.webhookAuthorization }),
  settings: (url) => ({ type: 'webhook', url, format: 'alert' }),
  draw: drawWebhook,
} as const satisfies Service;

export const webhookTemplateService = {
  title: 'Webhook with a template',
  prefix: '/webhook-template',
  create: () => webhook({ publicKey: WEBHOOK_PUBLIC_KEY }),
  settings: (url) => ({
    type: 'webhook',
    url,
    body: '{ "name": title, "type": "Tocsin", "occurred": occurredAt, "rawJson": $ }',
    signingSecret: WEBHOOK_PRIVATE_KEY,
  }),
  draw: drawWebhook,
} as const satisfies Service;
