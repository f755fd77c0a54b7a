import type { Service } from '../_kit/service.ts';
import { drawDiscord } from './draw.ts';
import { discord, discordUrl } from './receiver.ts';

export const discordService = {
  title: 'Discord',
  prefix: '/discord',
  create: () => discord(false),
  settings: (url) => ({ type: 'discord', webhookUrl: discordUrl(url) }),
  draw: drawDiscord,
} as const satisfies Service;

export const discordForumService = {
  title: 'Discord forum',
  prefix: '/discord-forum',
  create: () => discord(true),
  settings: (url) => ({ type: 'discord', webhookUrl: discordUrl(url), forum: true }),
  draw: drawDiscord,
} as const satisfies Service;
