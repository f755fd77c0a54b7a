import { createHash } from 'node:crypto';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

const path =
  /^(?:\/[a-z0-9.-]+)?\/(?:[\w=.-]+\/)*date=(?:\d{4}-\d{2}-\d{2}|unknown)\/hour=\d{2}\/[0-9a-f]{32}\.ndjson$/;

const isObject = (line: string): boolean => {
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
};

/** A key that needs no escapes, and lines that each are one object. */
export function problems({ method, url, auth, headers, body = '' }: OutboundRequest): string[] {
  const lines = body.split('\n');
  return [
    ...(method === 'PUT' && path.test(new URL(url).pathname) ? [] : [`${method} ${url}`]),
    ...(auth?.kind === 'aws' && auth.service === 's3' ? [] : ['auth']),
    ...(headers['x-amz-checksum-sha256'] === createHash('sha256').update(body).digest('base64') ? [] : ['checksum']),
    ...(lines.pop() === '' ? [] : ['no line end']),
    ...(lines.length > 0 && lines.every(isObject) ? [] : ['lines']),
  ];
}
