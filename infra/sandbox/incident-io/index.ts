import { drawPager } from '../_kit/draw-pager.ts';
import type { Service } from '../_kit/service.ts';
import { INCIDENT_IO_SOURCE, INCIDENT_IO_TOKEN, incidentIo } from './receiver.ts';

export const incidentIoService = {
  title: 'incident.io',
  prefix: '/incident-io',
  create: incidentIo,
  settings: (url) => ({ type: 'incident-io', sourceId: INCIDENT_IO_SOURCE, token: INCIDENT_IO_TOKEN, apiUrl: url }),
  draw: drawPager,
} as const satisfies Service;
