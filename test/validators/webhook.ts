import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** RFC 9110 field values, and what a request with Standard Webhooks headers must have. */
export function problems({ method, url, headers, body }: OutboundRequest): string[] {
  const bad = Object.entries(headers).filter(
    ([name, value]) => name !== name.toLowerCase() || !/^[\t\x20-\x7e\u0080-\u00ff]*$/.test(value),
  );
  return [
    ...bad.map(([name]) => `header ${name}`),
    ...(/^\d{10,}$/.test(headers['webhook-timestamp'] ?? '') ? [] : ['webhook-timestamp']),
    ...(headers['webhook-id'] === undefined ? ['webhook-id'] : []),
    ...((method === 'GET') === (body === undefined) ? [] : ['body']),
    ...(URL.canParse(url) && url.length <= 2200 ? [] : [`url of ${url.length}`]),
  ];
}
