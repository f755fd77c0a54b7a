import type { Alert } from '../../domain/alert.ts';

const matches = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;

/**
 * An alert's URL stays a link only when it leads to a host that the source's type or configuration names
 * (`app.example.com`, `*.example.com`); any other becomes a fact, which is shown broken.
 */
export function withTrustedLink(alert: Alert, hosts: readonly string[]): Alert {
  const { url, ...rest } = alert;
  if (url === undefined) return alert;
  const parsed = URL.parse(url);
  const isTrusted =
    parsed !== null &&
    /^https?:$/.test(parsed.protocol) &&
    hosts.some((pattern) => matches(parsed.hostname.toLowerCase(), pattern.toLowerCase()));
  return isTrusted ? alert : { ...rest, facts: { ...rest.facts, link: url } };
}
