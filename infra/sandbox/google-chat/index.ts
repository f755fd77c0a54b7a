import type { Service } from '../_kit/service.ts';
import { drawGoogleChat } from './draw.ts';
import { googleChat, googleChatUrl } from './receiver.ts';

export const googleChatService = {
  title: 'Google Chat',
  prefix: '/google-chat',
  create: googleChat,
  settings: (url) => ({ type: 'google-chat', webhookUrl: googleChatUrl(url) }),
  draw: drawGoogleChat,
} as const satisfies Service;
