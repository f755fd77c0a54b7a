import { gunzipSync } from 'node:zlib';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { parseText } from '../_kit/body/payload.ts';

/** A record of Firehose is at most 1 MB; the events of CloudWatch Logs in it are compressed. */
const RECORD_MAX = 16_777_216;
/** All records of one request together; what is beyond is kept as it came. */
const TOTAL_MAX = 67_108_864;

const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

function inflated(bytes: Uint8Array): Uint8Array | undefined {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: RECORD_MAX });
  } catch {
    return undefined;
  }
}

/** Base64 with its padding, as AWS writes it; anything else is no encoded record. */
const isBase64 = (text: string): boolean =>
  text.length >= 8 && text.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(text) && !/=[^=]/.test(text);

/** The JSON in an encoded record, one or several objects, and how many bytes it has; nothing when there is none. */
function decoded(data: unknown): { readonly value: unknown; readonly size: number } | undefined {
  if (typeof data !== 'string' || !isBase64(data)) return undefined;
  const bytes = inflated(Buffer.from(data, 'base64'));
  if (bytes === undefined) return undefined;
  const payload = parseText(Buffer.from(bytes).toString('utf8'), '');
  const isWhole = payload.kind === 'json' && payload.unread === undefined && typeof payload.value === 'object';
  return isWhole ? { value: payload.value, size: bytes.length } : undefined;
}

function openRecords(records: readonly unknown[], pause: Pause | undefined): Later<readonly unknown[]> {
  let left = TOTAL_MAX;
  const open = (item: unknown): unknown => {
    const found = isFields(item) && left > 0 ? decoded(item['data']) : undefined;
    if (found === undefined || !isFields(item)) return item;
    left -= found.size;
    return { ...item, data: found.value };
  };
  return inTurns(records, open, pause);
}

const awslogsIn = ({ awslogs }: Fields): unknown => (isFields(awslogs) ? decoded(awslogs['data'])?.value : undefined);

/**
 * A request of Firehose to an HTTP endpoint, or the event of a subscription to CloudWatch Logs, with its records decoded;
 * anything else as it came.
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function withoutEncoding(payload: unknown, pause: Pause | undefined): Later<unknown> {
  if (!isFields(payload)) return payload;
  const logs = awslogsIn(payload);
  if (logs !== undefined) return logs;
  const { records } = payload;
  if (!Array.isArray(records)) return payload;
  return after(openRecords(records, pause), (opened) => ({ ...payload, records: opened }));
}
