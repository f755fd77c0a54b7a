import { drawWebhook } from '../_kit/draw.ts';
import { repository } from '../_kit/github.ts';
import type { Service } from '../_kit/service.ts';
import { githubDispatch } from './receiver.ts';

export const githubDispatchService = {
  title: 'GitHub Actions',
  prefix: '/github-dispatch',
  create: githubDispatch,
  settings: (url) => ({ type: 'github-dispatch', apiUrl: url, ...repository }),
  draw: drawWebhook,
} as const satisfies Service;
