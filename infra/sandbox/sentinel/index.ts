import { drawWebhook } from '../_kit/draw.ts';
import type { Service } from '../_kit/service.ts';
import { SENTINEL, sentinel } from './receiver.ts';

export const sentinelService = {
  title: 'Microsoft Sentinel',
  prefix: '/sentinel',
  create: sentinel,
  settings: (url) => ({ type: 'sentinel', endpoint: url, authorityUrl: url, ...SENTINEL }),
  draw: drawWebhook,
} as const satisfies Service;
