import { AWS_KEYS, AWS_REGION } from '../_kit/aws-signature.ts';
import type { Service } from '../_kit/service.ts';
import { drawEventBridge } from './draw.ts';
import { EVENTS_PREFIX, eventBridge } from './receiver.ts';

export const eventBridgeService = {
  title: 'Amazon EventBridge',
  prefix: EVENTS_PREFIX,
  create: eventBridge,
  settings: (url) => ({ type: 'eventbridge', region: AWS_REGION, apiUrl: url, ...AWS_KEYS }),
  draw: drawEventBridge,
} as const satisfies Service;
