import { drawWebhook } from '../_kit/draw.ts';
import type { Service } from '../_kit/service.ts';
import { SUMO_PATH, sumo } from './receiver.ts';

export const sumoService = {
  title: 'Sumo Logic',
  prefix: '/sumo',
  create: sumo,
  settings: (url) => ({ type: 'sumo', url: `${url}${SUMO_PATH}` }),
  draw: drawWebhook,
} as const satisfies Service;
