import { saysNothing } from '../../domain/values/json-fields.ts';
import type { Reading } from './define-source.ts';
import { isProbe } from './test-payload.ts';

/** What a payload is that its source does not know: empty, typed to try the webhook, or unreadable for this reason. */
export function noAlert(payload: unknown, reason: string): Reading {
  if (saysNothing(payload)) return { kind: 'empty' };
  return isProbe(payload) ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason };
}
