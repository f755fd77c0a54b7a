import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { AWS_ACCOUNT, AWS_REGION, sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { listAt, parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const EVENTS_PREFIX = '/eventbridge';
const BUSES = ['default', `arn:aws:events:${AWS_REGION}:${AWS_ACCOUNT}:event-bus/default`];

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
const ENTRIES_MAX = 10;
const BYTES_MAX = 262_144;

const error = (name: string, message: string): Answer =>
  json(400, { __type: name, message }, { 'content-type': 'application/x-amz-json-1.1' });
const no = (name: string, message = name): Verdict => refuse('PutEvents', error(name, message), message);

const bytesOf = (entry: Fields): number =>
  ['Source', 'DetailType', 'Detail'].reduce((sum, key) => sum + Buffer.byteLength(String(entry[key] ?? '')), 14);

/** What EventBridge calls what is wrong with an entry. */
function entryError(entry: unknown): string | undefined {
  if (!isFields(entry)) return 'InvalidArgument';
  const { Source, DetailType, Detail, EventBusName = 'default', Time } = entry;
  const isComplete = [Source, DetailType, Detail].every((text) => typeof text === 'string' && text !== '');
  if (!isComplete || String(Source).startsWith('aws.')) return 'InvalidArgument';
  if (Time !== undefined && !Number.isInteger(Time)) return 'InvalidArgument';
  if (!BUSES.includes(String(EventBusName))) return 'AccessDeniedException';
  return isFields(parseJson(String(Detail))?.value) ? undefined : 'MalformedDetail';
}

function itemOf(entry: unknown): Item {
  const detail = parseJson(textAt(entry, 'Detail') ?? '')?.value;
  const title = textAt(detail, 'title') ?? textAt(detail, 'message');
  const body = isFields(entry) ? { ...entry, Detail: detail } : entry;
  return { summary: line(title), body, alertIds: alertIdsIn(detail), arrived: true };
}

/** Some entries may fail and others not (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html). */
function put(entries: readonly unknown[], keep = Number.POSITIVE_INFINITY): Verdict {
  const errors = entries.map((entry, i) => (i < keep ? entryError(entry) : 'InternalFailure'));
  const results = errors.map((code, i) =>
    code === undefined ? { EventId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` } : { ErrorCode: code },
  );
  const failed = errors.filter((code) => code !== undefined);
  const answer = json(200, { FailedEntryCount: failed.length, Entries: results });
  const items = entries.filter((_, i) => errors[i] === undefined).map(itemOf);
  const [problem] = failed;
  return { operation: 'PutEvents', ok: problem === undefined, answer, items, ...(problem ? { problem } : {}) };
}

/** PutEvents of Amazon EventBridge. */
export function eventBridge(): Receiver {
  const handle = (request: SandboxRequest): Verdict => {
    const wrong = signatureError(request, sandboxSigner('events'), ['', EVENTS_PREFIX]);
    if (wrong !== undefined) return no(wrong);
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') return no('UnknownOperationException');
    const entries = listAt(parseJson(request.text)?.value, 'Entries');
    if (entries.length === 0 || entries.length > ENTRIES_MAX)
      return no('ValidationException', `${entries.length} entries`);
    const bytes = entries.filter(isFields).reduce((sum, entry) => sum + bytesOf(entry), 0);
    if (bytes > BYTES_MAX)
      return no('ValidationException', `Total size of the entries in the request is over the limit`);
    return put(entries, request.keepEvents);
  };
  return { handle, expired: () => error('ExpiredTokenException', 'The security token included is expired') };
}
