import type { Variables } from '../config/env.ts';
import type { Send } from '../engine/ports/transport.ts';

/**
 * Sends a rendered request by the protocol of its URL, with the credentials that its `auth` asks for, within the limits.
 * Never throws. HTTP goes through the proxies that the variables name (`HTTPS_PROXY`, `NO_PROXY`). Each protocol is
 * loaded at its first use: a client of HTTP alone takes longer to load than all else that a function needs.
 */
export function createSend(allowLoopback: boolean, variables: Variables = {}): Send {
  let http: Promise<Send> | undefined;
  return async (request, options) => {
    const { url } = request;
    if (/^smtps?:/.test(url)) return (await import('./smtp.ts')).sendMail(request, allowLoopback, options);
    if (url.startsWith('syslog+tls:'))
      return (await import('./syslog/syslog.ts')).sendSyslog(request, allowLoopback, options);
    http ??= import('./http/authorized.ts').then(({ createAuthorized }) => createAuthorized(allowLoopback, variables));
    return (await http)(request, options);
  };
}
