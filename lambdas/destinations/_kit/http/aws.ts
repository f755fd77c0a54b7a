import * as z from 'zod/mini';
import type { OutboundResponse } from '../../../domain/outbound.ts';
import { type Outcome, refused, retry } from '../../../domain/outcome.ts';
import type { AwsAuth } from '../../../domain/request-auth.ts';
import { isFields } from '../../../domain/values/json-fields.ts';
import { judgeWithoutWord, retryAfterSeconds } from './http-status.ts';

export const Region = z.string().check(
  z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, {
    error: 'is not the code of a region: expected one such as eu-central-1',
  }),
);

/** Settings of everything that AWS signs for. */
export const awsSettings = {
  accessKeyId: z.optional(
    z.string().check(
      z.regex(/^[\x21-\x2b\x2d\x2e\x30-\x7e]{1,128}$/, {
        error:
          'is not an access key id: expected 1 to 128 printable ASCII characters without blanks, commas and slashes',
      }),
      z.describe(
        'The key of another identity. Without it the function’s own role signs. With apiUrl in any form that the server gives.',
      ),
    ),
  ),
  secretAccessKey: z.optional(z.string().check(z.minLength(1), z.describe('What belongs to accessKeyId.'))),
  apiUrl: z.optional(
    z
      .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
      .check(z.describe('Another address of the service: a VPC endpoint, FIPS, an emulator.')),
  ),
};

interface Keys {
  readonly apiUrl?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

const keysTogether = ({ accessKeyId, secretAccessKey }: Keys): boolean =>
  (accessKeyId === undefined) === (secretAccessKey === undefined);

/** Other servers, such as MinIO and Ceph, give ids of another form. */
const isOfItsServer = ({ apiUrl, accessKeyId }: Keys): boolean =>
  apiUrl !== undefined ||
  accessKeyId === undefined ||
  isSecretName(accessKeyId) ||
  /^[A-Z0-9]{16,128}$/.test(accessKeyId);

/** A configuration that is checked has the name of a secret in the place of its value. */
const isSecretName = (text: string): boolean => /^\$\{\w+\}$/.test(text);

/** To be checked of every such settings object. */
export const keysChecks = [
  z.refine<Keys>(keysTogether, {
    error: 'accessKeyId and secretAccessKey belong together; without both the function’s role signs',
  }),
  z.refine<Keys>(isOfItsServer, {
    error:
      'accessKeyId is not one of AWS: expected 16 to 128 upper-case letters and digits such as AKIA…; for another server set apiUrl',
  }),
] as const;

/** Who signs. */
export function awsAuth(service: string, region: string, { accessKeyId, secretAccessKey }: Keys): AwsAuth {
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
  return { kind: 'aws', service, region, ...(hasKeys ? { keys: { accessKeyId, secretAccessKey } } : {}) };
}

/** `amazonaws.com`, in China another (https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html). */
export const domainOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** The parts of `arn:aws:sns:eu-central-1:123456789012:alerts`. */
export function arnParts(arn: string) {
  const [, partition = 'aws', service = '', region = '', account = '', ...resource] = arn.split(':');
  return { partition, service, region, account, resource: resource.join(':') };
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html and the services' common errors,
// e.g. https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html. The suffix `Exception` is left off.
const throttled = new Set([
  'Throttling',
  'Throttled',
  'ThrottledRequest',
  'RequestThrottled',
  'RequestLimitExceeded',
  'TooManyRequests',
  'SlowDown',
  'LimitExceeded',
  'BandwidthLimitExceeded',
  'KMSThrottling',
  'PriorRequestNotComplete',
]);
const refusals = new Set([
  'AccessDenied',
  'AccessDeniedForDependency',
  'AccountProblem',
  'AllAccessDisabled',
  'AuthorizationError',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidAccess',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSecurity',
  'InvalidSignature',
  'InvalidToken',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'NotSignedUp',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnauthorizedOperation',
  'UnrecognizedClient',
]);
/** Too late by the service's clock, or not read to its end: the next attempt is signed anew. */
const passing = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestTimeout', 'RequestTimeoutException']);

const snake = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

function typeIn(body: string): string {
  const [, code = ''] = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(body) ?? [];
  if (code !== '') return code;
  try {
    const parsed: unknown = JSON.parse(body);
    const type = isFields(parsed) ? (parsed['__type'] ?? parsed['Code'] ?? parsed['code']) : undefined;
    return typeof type === 'string' ? type : '';
  } catch {
    return '';
  }
}

/** AWS's name for what went wrong, without namespace and `Exception`: `TooManyRequests`; empty when there is none. */
function errorName({ headers, body }: OutboundResponse): string {
  const given = headers['x-amzn-errortype'] ?? typeIn(body);
  const [name = ''] = given.replace(/^.*#/, '').split(':');
  return /^[A-Za-z0-9.]{1,64}$/.test(name) ? name.replace(/Exception$/, '') : '';
}

/** The verdict on AWS's name for an error, for a response or for one entry of it; nothing for names of one service. */
export function judgeName(name: string, afterSeconds?: number): Outcome | undefined {
  if (throttled.has(name)) return retry('rate_limited', afterSeconds);
  if (refusals.has(name)) return refused(snake(name));
  return passing.has(name) ? retry(snake(name)) : undefined;
}

/** A service's own errors, by their names. */
export type OwnErrors = Readonly<Record<string, (reason: string) => Outcome>>;

/** The verdict on an answer that is no success: the name decides, a service's own before what is common; then the status. */
export function judgeAwsError(response: OutboundResponse, own: OwnErrors = {}): Outcome {
  const name = errorName(response);
  const mine = Object.hasOwn(own, name) ? own[name]?.(snake(name)) : undefined;
  const outcome = mine ?? judgeName(name, retryAfterSeconds(response));
  const isWrong = outcome?.kind === 'rejected' && response.status >= 500;
  return outcome === undefined || isWrong ? judgeWithoutWord(response) : outcome;
}
