import type { Service } from '../_kit/service.ts';
import { drawSyslog } from './draw.ts';
import { listenSyslog, syslog } from './receiver.ts';

/** The address, and in its fragment the certificate to trust, as `listenSyslog` gives them. */
function settings(url: string): Readonly<Record<string, unknown>> {
  const [address = '', cert] = url
    .replace(/^https?:/, 'syslog+tls:')
    .replace(/\/+(?=#|$)/, '')
    .split('#');
  const [, host = ''] = /^syslog\+tls:\/\/([^/]+)/.exec(address) ?? [];
  const authority = cert === undefined ? {} : { authority: decodeURIComponent(cert) };
  return { type: 'syslog', url: `syslog+tls://${host}`, ...authority };
}

export const syslogService = {
  title: 'Syslog over TLS',
  prefix: '/syslog',
  create: syslog,
  settings,
  draw: drawSyslog,
  listen: listenSyslog,
} as const satisfies Service;
