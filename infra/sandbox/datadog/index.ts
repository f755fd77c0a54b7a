import type { Service } from '../_kit/service.ts';
import { drawDatadogEvent, drawDatadogLog } from './draw.ts';
import { DATADOG_API_KEY, datadogEvents, datadogLogs } from './receiver.ts';

export const datadogLogsService = {
  title: 'Datadog Logs',
  prefix: '/datadog-logs',
  create: datadogLogs,
  settings: (url) => ({ type: 'datadog-logs', url, apiKey: DATADOG_API_KEY }),
  draw: drawDatadogLog,
} as const satisfies Service;

export const datadogEventsService = {
  title: 'Datadog Events',
  prefix: '/datadog-events',
  create: datadogEvents,
  settings: (url) => ({ type: 'datadog-events', url, apiKey: DATADOG_API_KEY }),
  draw: drawDatadogEvent,
} as const satisfies Service;
