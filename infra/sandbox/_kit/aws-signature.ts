import { createHash, createHmac } from 'node:crypto';
import type { SandboxRequest } from './receiver.ts';

/** Who may sign, for what. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

/** The identity that all mock receivers of AWS know. Invented. */
export const AWS_KEYS = {
  accessKeyId: 'AKIASANDBOX000000000',
  secretAccessKey: 'sandbox/secret+access/key',
} as const;
export const AWS_REGION = 'eu-central-1';
export const AWS_ACCOUNT = '123456789012';

const SKEW_MS = 5 * 60_000;

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986, as SigV4 has it: `encodeURIComponent` leaves five characters too many. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const queryOf = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

const timeOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));

interface Authorization {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly names: readonly string[];
  readonly signature: string;
}

function authorizationOf(header: string): Authorization | undefined {
  const [, accessKeyId, scope, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/([^,]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  if (accessKeyId === undefined || scope === undefined || signature === undefined) return undefined;
  return { accessKeyId, scope, names: (names ?? '').split(';'), signature };
}

function signatureOf(request: SandboxRequest, path: string, given: Authorization, signer: Signer): string {
  const { headers, method, query } = request;
  const stamp = headers['x-amz-date'] ?? '';
  const lines = given.names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  // S3 alone takes the path as it came; for the others every segment is encoded once more.
  const uri = signer.service === 's3' ? path : path.split('/').map(encoded).join('/');
  const canonical = [
    method,
    uri,
    queryOf(query),
    lines.join(''),
    given.names.join(';'),
    headers['x-amz-content-sha256'] ?? sha256(request.bytes),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', stamp, given.scope, sha256(canonical)].join('\n');
  const key = given.scope.split('/').reduce(hmac, Buffer.from(`AWS4${signer.secretAccessKey}`));
  return hmac(key, toSign).toString('hex');
}

const mustBeSigned = (headers: SandboxRequest['headers']): string[] => [
  'host',
  ...Object.keys(headers).filter((name) => name.startsWith('x-amz-')),
];

/** What AWS calls what is wrong with a signature; nothing when it is right. `prefixes`: what may stand before the path. */
export function signatureError(
  request: SandboxRequest,
  signer: Signer,
  prefixes: readonly string[] = [''],
): string | undefined {
  const { headers, at, bytes } = request;
  const header = headers['authorization'];
  if (header === undefined) return 'MissingAuthenticationTokenException';
  const given = authorizationOf(header);
  if (given === undefined) return 'IncompleteSignatureException';
  if (given.accessKeyId !== signer.accessKeyId) return 'UnrecognizedClientException';
  const stamp = headers['x-amz-date'] ?? '';
  const scope = [stamp.slice(0, 8), signer.region, signer.service, 'aws4_request'].join('/');
  if (given.scope !== scope) return 'InvalidSignatureException';
  if (!(Math.abs(at - timeOf(stamp)) <= SKEW_MS)) return 'RequestExpired';
  if (mustBeSigned(headers).some((name) => !given.names.includes(name))) return 'InvalidSignatureException';
  const hash = headers['x-amz-content-sha256'];
  if (hash !== undefined && hash !== sha256(bytes)) return 'XAmzContentSHA256Mismatch';
  const isRight = prefixes.some(
    (prefix) => signatureOf(request, `${prefix}${request.path}` || '/', given, signer) === given.signature,
  );
  return isRight ? undefined : 'SignatureDoesNotMatch';
}

/** What every mock receiver of AWS asks for first. */
export const sandboxSigner = (service: string): Signer => ({ ...AWS_KEYS, region: AWS_REGION, service });
