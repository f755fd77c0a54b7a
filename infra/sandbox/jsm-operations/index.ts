import { drawPager } from '../_kit/draw-pager.ts';
import type { Service } from '../_kit/service.ts';
import { JSM_API_KEY, jsmOperations } from './receiver.ts';

export const jsmOperationsService = {
  title: 'JSM Operations',
  prefix: '/jsm-operations',
  create: jsmOperations,
  settings: (url) => ({ type: 'jsm-operations', apiKey: JSM_API_KEY, apiUrl: url }),
  draw: drawPager,
} as const satisfies Service;
