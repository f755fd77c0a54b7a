import type { Service } from '../_kit/service.ts';
import { drawServiceNow, drawServiceNowEvent } from './draw.ts';
import { serviceNow, serviceNowSandbox } from './receiver.ts';

const { user, password } = serviceNowSandbox;

export const serviceNowService = {
  title: 'ServiceNow',
  prefix: '/servicenow',
  create: serviceNow,
  settings: (url) => ({ type: 'servicenow', url, user, password }),
  draw: drawServiceNow,
} as const satisfies Service;

export const serviceNowEventService = {
  title: 'ServiceNow events',
  prefix: '/servicenow-event',
  create: serviceNow,
  settings: (url) => ({ type: 'servicenow-event', url, user, password }),
  draw: drawServiceNowEvent,
} as const satisfies Service;
