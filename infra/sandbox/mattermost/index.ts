import type { Service } from '../_kit/service.ts';
import { drawMattermost } from './draw.ts';
import { MATTERMOST_KEY, mattermost } from './receiver.ts';

export const mattermostService = {
  title: 'Mattermost',
  prefix: '/mattermost',
  create: mattermost,
  settings: (url) => ({ type: 'mattermost', webhookUrl: `${url}/hooks/${MATTERMOST_KEY}` }),
  draw: drawMattermost,
} as const satisfies Service;
