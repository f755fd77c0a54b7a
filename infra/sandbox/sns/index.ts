import { AWS_KEYS } from '../_kit/aws-signature.ts';
import type { Service } from '../_kit/service.ts';
import { drawSns } from './draw.ts';
import { SNS_PREFIX, SNS_TOPIC, sns } from './receiver.ts';

export const snsService = {
  title: 'Amazon SNS',
  prefix: SNS_PREFIX,
  create: sns,
  settings: (url) => ({ type: 'sns', topicArn: SNS_TOPIC, apiUrl: url, ...AWS_KEYS }),
  draw: drawSns,
} as const satisfies Service;
