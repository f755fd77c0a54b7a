import type { Service } from '../_kit/service.ts';
import { drawUdm } from './draw.ts';
import { googleSecops, SECOPS_INSTANCE, SECOPS_PROJECT, secopsCredentials } from './receiver.ts';

export const googleSecopsService = {
  title: 'Google SecOps',
  prefix: '/google-secops',
  create: googleSecops,
  settings: (url) => ({
    type: 'google-secops',
    project: SECOPS_PROJECT,
    region: 'eu',
    instance: SECOPS_INSTANCE,
    baseUrl: `${url}/v1beta`,
    credentials: secopsCredentials(url),
  }),
  draw: drawUdm,
} as const satisfies Service;
