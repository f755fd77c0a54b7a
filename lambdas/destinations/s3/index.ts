import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../../domain/outcome.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { formats } from '../_kit/formats/formats.ts';
import { awsAuth, awsSettings, domainOf, judgeAwsError, keysChecks, type OwnErrors, Region } from '../_kit/http/aws.ts';
import { isSuccess, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';

const Settings = z
  .strictObject({
    bucket: z.string().check(
      z.regex(/^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/, {
        error: 'is not the name of a bucket: 3 to 63 lower-case letters, digits, - and .',
      }),
      z.describe('The bucket.'),
    ),
    region: Region.check(z.describe('The region of the bucket.')),
    prefix: z._default(
      z.string().check(
        z.regex(/^(?:[\w=-][\w=.-]{0,99}\/){0,8}$/, {
          error:
            'must be empty or folders that each end with /, such as alerts/tocsin/: letters, digits, _ - = and . only',
        }),
        z.describe('Folders under which objects are put.'),
      ),
      'tocsin/',
    ),
    format: z
      ._default(z.enum(['alert', 'ocsf']), 'alert')
      .check(z.describe('What a line holds: the alert’s own JSON, or an OCSF Detection Finding.')),
    ...awsSettings,
  })
  .check(...keysChecks);
type Settings = z.infer<typeof Settings>;

const BATCH_ITEMS = 500;
const BATCH_BYTES = 4_000_000;

/** The hour of receipt, so that what came late lies where it is looked for; all that has no valid time lies together. */
function hourOf({ receivedAt }: Alert): string {
  const [, date, hour] = /^(\d{4}-\d{2}-\d{2})T(\d{2}):/.exec(receivedAt) ?? [];
  return date === undefined ? 'date=unknown/hour=00' : `date=${date}/hour=${hour}`;
}

/** The same for the same deliveries, so that what is sent again replaces itself. Folders as Athena partitions by. */
function keyOf(items: readonly Rendered[], prefix: string): string {
  const [first] = items;
  const hour = first === undefined ? 'date=unknown/hour=00' : hourOf(first.alert);
  return `${prefix}${hour}/${hashOf(items.map(({ attempt }) => attempt.deliveryId))}.ndjson`;
}

/** With a dot in it a bucket’s name does not fit the certificate (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html). */
function baseOf({ bucket, region, apiUrl }: Settings): string {
  if (apiUrl !== undefined) return `${withoutSlash(apiUrl)}/${bucket}`;
  const host = `s3.${region}.${domainOf(region)}`;
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { format, prefix, region } = settings;
  const body = items.map(({ alert, attempt }) => `${formats[format](alert, attempt).body}\n`).join('');
  return {
    method: 'PUT',
    url: `${baseOf(settings)}/${keyOf(items, prefix)}`,
    headers: {
      'content-type': 'application/x-ndjson',
      // A bucket with Object Lock asks for one (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html).
      'x-amz-checksum-sha256': createHash('sha256').update(body, 'utf8').digest('base64'),
    },
    body,
    auth: awsAuth('s3', region, settings),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const errors: OwnErrors = {
  NoSuchBucket: refused,
  InvalidBucketName: refused,
  InvalidBucketState: refused,
  InvalidObjectState: refused,
  PermanentRedirect: refused,
  Redirect: refused,
  AuthorizationHeaderMalformed: refused,
  MethodNotAllowed: refused,
  InvalidRequest: refused,
  'KMS.Disabled': refused,
  'KMS.NotFound': refused,
  'KMS.InvalidState': refused,
  'KMS.KMSInvalidState': refused,
  TemporaryRedirect: (reason) => retry(reason),
  BadDigest: (reason) => retry(reason),
  InvalidDigest: (reason) => retry(reason),
  XAmzContentSHA256Mismatch: (reason) => retry(reason),
  IncompleteBody: (reason) => retry(reason),
  OperationAborted: (reason) => retry(reason),
  ConditionalRequestConflict: (reason) => retry(reason),
  // The prefix is a setting, and the rest of the key is always as long.
  KeyTooLongError: refused,
  EntityTooLarge: rejected,
};

/** S3 answers a PUT with headers alone. */
function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeAwsError(response, errors);
  return response.body.trim() === '' ? delivered() : unconfirmedResponse;
}

const PUT_DOCS = 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html';

/** An archive: alerts as lines of JSON, an object an hour's batch. */
export const s3 = defineDestination<Settings>({
  docs: PUT_DOCS,
  about: {
    name: 'Amazon S3',
    group: 'aws',
    shows:
      'Objects such as tocsin/date=2026-11-21/hour=03/….ndjson with a line of JSON an alert, ready for Athena with the ' +
      'partitions date and hour.',
    setup: [
      'In the S3 console, "Create bucket", in the region of your choice, with public access blocked; for an archive nobody ' +
        'may change, switch "Object Lock" on.',
      'Nothing else when the bucket is in Tocsin’s account: its deliver function is allowed to put objects under the prefix. ' +
        'The bucket of another account must allow that function’s role s3:PutObject in its policy; a bucket encrypted with a ' +
        'key of your own needs kms:GenerateDataKey for the role.',
    ],
    limits: [
      {
        what: 'object',
        max: 5 * 1024 ** 3,
        unit: 'bytes',
        docs: PUT_DOCS,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      {
        what: 'key',
        max: 1024,
        unit: 'bytes',
        docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
        measure: ({ url }) => new URL(url).pathname.length,
      },
    ],
  },
  settings: Settings,
  secrets: ['secretAccessKey'],
  audience: 'machines',
  isIdempotent: true,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: {
    // The object of a batch is named by all its alerts, that of one alert by itself.
    isIdempotent: false,
    maxItems: BATCH_ITEMS,
    maxBytes: BATCH_BYTES,
    render: requestOf,
    judge: (response, items) => judgeTogether(judge(response), response, items),
  },
});
