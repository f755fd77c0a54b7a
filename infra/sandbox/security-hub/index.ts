import { AWS_ACCOUNT, AWS_KEYS, AWS_REGION } from '../_kit/aws-signature.ts';
import type { Service } from '../_kit/service.ts';
import { drawSecurityHub } from './draw.ts';
import { SECURITY_HUB_PREFIX, securityHub } from './receiver.ts';

export const securityHubService = {
  title: 'AWS Security Hub',
  prefix: SECURITY_HUB_PREFIX,
  create: securityHub,
  settings: (url) => ({ type: 'security-hub', region: AWS_REGION, accountId: AWS_ACCOUNT, apiUrl: url, ...AWS_KEYS }),
  draw: drawSecurityHub,
} as const satisfies Service;
