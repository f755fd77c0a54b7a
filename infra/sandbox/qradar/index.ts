import { readLeef } from '../_kit/line-event.ts';
import { drawLine, lineReceiver } from '../_kit/line-receiver.ts';
import type { Service } from '../_kit/service.ts';

/** Invented. */
const TOKEN = 'sandbox-qradar-token';

export const qradarService = {
  title: 'QRadar',
  prefix: '/qradar',
  create: () =>
    lineReceiver({ header: 'authorization', token: TOKEN, maxLine: 8192, maxRequest: 5_000_000, read: readLeef }),
  settings: (url) => ({ type: 'qradar', url, headers: { authorization: TOKEN } }),
  draw: drawLine,
} as const satisfies Service;
