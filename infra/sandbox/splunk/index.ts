import type { Service } from '../_kit/service.ts';
import { drawSplunk } from './draw.ts';
import { splunk } from './receiver.ts';

export const splunkService = {
  title: 'Splunk',
  prefix: '/splunk',
  create: ({ secrets, world }) => splunk({ token: secrets.splunkToken, indexes: world.splunkIndexes }),
  settings: (url, { splunkToken }) => ({ type: 'splunk', url, token: splunkToken, format: 'ocsf' }),
  draw: drawSplunk,
} as const satisfies Service;
