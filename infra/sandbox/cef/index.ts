import { readCef } from '../_kit/line-event.ts';
import { drawLine, lineReceiver } from '../_kit/line-receiver.ts';
import type { Service } from '../_kit/service.ts';

/** Invented. */
const TOKEN = 'sandbox-collector-token';

export const cefService = {
  title: 'CEF collector',
  prefix: '/cef',
  create: () =>
    lineReceiver({ header: 'x-collector-token', token: TOKEN, maxLine: 65_536, maxRequest: 1_000_000, read: readCef }),
  settings: (url) => ({ type: 'cef', url, headers: { 'x-collector-token': TOKEN } }),
  draw: drawLine,
} as const satisfies Service;
