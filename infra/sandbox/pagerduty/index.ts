import { drawPager } from '../_kit/draw-pager.ts';
import type { Service } from '../_kit/service.ts';
import { PAGERDUTY_ROUTING_KEY, pagerduty } from './receiver.ts';

export const pagerdutyService = {
  title: 'PagerDuty',
  prefix: '/pagerduty',
  create: pagerduty,
  settings: (url) => ({ type: 'pagerduty', routingKey: PAGERDUTY_ROUTING_KEY, apiUrl: url }),
  draw: drawPager,
} as const satisfies Service;
