import { isContainer } from '../../../lambdas/sources/_kit/body/json-text.ts';
import { type Payload, parsePayload, parseText } from '../../../lambdas/sources/_kit/body/payload.ts';
import { unwrap } from '../../../lambdas/sources/_kit/body/unwrap.ts';
import { shown } from './findings.ts';

const valueIn = (payload: Payload): unknown => (payload.kind === 'json' ? payload.value : undefined);

/** The JSON in a file, or why a mapping cannot read it. */
export type Found = { readonly value: object } | { readonly mistake: string };

const subscription = 'is a message of SNS about the subscription; save the payload of a real alert';
const noJson = 'a mapping reads JSON, so save the body of the webhook as it was sent';

/** The JSON in a file, out of the envelope of SNS if it came in one. */
export function payloadIn(bytes: Uint8Array, file: string): Found {
  const name = shown(file);
  const payload = parsePayload(bytes, 'application/json');
  if (payload.kind === 'empty') return { mistake: `${name} is empty; save one payload of the sender into it, as JSON` };
  const value = valueIn(payload);
  const reason = payload.kind === 'text' ? ` (${payload.reason})` : '';
  if (!isContainer(value)) return { mistake: `${name} is no JSON object or list${reason}; ${noJson}` };
  const inner = unwrap(value);
  if (inner.kind === 'payload') return { value };
  const unwrapped = inner.kind === 'text' ? valueIn(parseText(inner.text, '')) : undefined;
  if (isContainer(unwrapped)) return { value: unwrapped };
  return { mistake: `${name} ${inner.kind === 'text' ? `holds text in an envelope of SNS; ${noJson}` : subscription}` };
}
