import { gunzipSync } from 'node:zlib';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { parseText } from '../_kit/body/payload.ts';

/** A record of Firehose is at most 1 MB; the events of CloudWatch Logs in it are compressed. */
const RECORD_MAX = 8_388_608;
/** All records of one request together; what is beyond is kept as it came. */
const TOTAL_MAX = 33_554_432;

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

/** How many bytes may still be decoded. */
interface Budget {
  left: number;
}

/** The bytes of an encoded record; nothing when it is none, or more than may be decoded. */
function bytesIn(data: unknown, budget: Budget): Uint8Array | undefined {
  if (typeof data !== 'string' || budget.left <= 0 || !isBase64(data)) return undefined;
  const bytes = inflated(Buffer.from(data, 'base64'));
  budget.left -= bytes?.length ?? RECORD_MAX;
  return bytes;
}

/** The JSON in an encoded record, one object or several; nothing when there is none. */
function decoded(data: unknown, budget: Budget, pause: Pause | undefined): Later<unknown> {
  const bytes = bytesIn(data, budget);
  if (bytes === undefined) return undefined;
  return after(parseText(Buffer.from(bytes).toString('utf8'), '', pause), (payload) => {
    const isWhole = payload.kind === 'json' && payload.unread === undefined && typeof payload.value === 'object';
    return isWhole ? payload.value : undefined;
  });
}

function openRecords(records: readonly unknown[], pause: Pause | undefined): Later<readonly unknown[]> {
  const budget = { left: TOTAL_MAX };
  const open = (item: unknown): Later<unknown> => {
    if (!isFields(item)) return item;
    return after(decoded(item['data'], budget, pause), (data) => (data === undefined ? item : { ...item, data }));
  };
  return inTurns(records, open, pause);
}

/**
 * A request of Firehose to an HTTP endpoint, or the event of a subscription to CloudWatch Logs, with its records decoded;
 * anything else as it came.
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function withoutEncoding(payload: unknown, pause: Pause | undefined): Later<unknown> {
  if (!isFields(payload)) return payload;
  const { awslogs, records } = payload;
  if (isFields(awslogs)) return after(decoded(awslogs['data'], { left: RECORD_MAX }, pause), (logs) => logs ?? payload);
  if (!Array.isArray(records)) return payload;
  return after(openRecords(records, pause), (opened) => ({ ...payload, records: opened }));
}
