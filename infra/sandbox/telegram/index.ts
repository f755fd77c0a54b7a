import type { Service } from '../_kit/service.ts';
import { drawTelegram } from './draw.ts';
import { telegram, telegramSecrets } from './receiver.ts';

export const telegramService = {
  title: 'Telegram',
  prefix: '/telegram',
  create: telegram,
  settings: (url) => ({ type: 'telegram', ...telegramSecrets, apiUrl: url }),
  draw: drawTelegram,
} as const satisfies Service;
