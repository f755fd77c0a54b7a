import { AWS_KEYS, AWS_REGION } from '../_kit/aws-signature.ts';
import { drawMail } from '../_kit/draw-mail.ts';
import type { Service } from '../_kit/service.ts';
import { SES, SES_PREFIX, ses } from './receiver.ts';

export const sesService = {
  title: 'Amazon SES',
  prefix: SES_PREFIX,
  create: ({ world }) => ses(world),
  settings: (url) => ({ type: 'ses', region: AWS_REGION, from: SES.from, to: [...SES.to], apiUrl: url, ...AWS_KEYS }),
  draw: drawMail,
} as const satisfies Service;
