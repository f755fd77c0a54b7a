import { createHash } from 'node:crypto';
import { sandboxSigner, signatureError } from '../_kit/aws-signature.ts';
import { parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  alertIdsIn,
  type Item,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const S3_PREFIX = '/s3';
export const S3_BUCKET = 'alerts-archive';

const KEY_MAX = 1024;

const error = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message><RequestId>0</RequestId></Error>`,
});
const no = (status: number, code: string): Verdict => refuse('PutObject', error(status, code), code);

/** S3 has names of its own for what is wrong with a signature. */
const names: Readonly<Record<string, string>> = {
  MissingAuthenticationTokenException: 'AccessDenied',
  UnrecognizedClientException: 'InvalidAccessKeyId',
  IncompleteSignatureException: 'AuthorizationHeaderMalformed',
  InvalidSignatureException: 'AuthorizationHeaderMalformed',
  RequestExpired: 'RequestTimeTooSkewed',
};

function itemsOf(text: string, key: string, known: ReadonlySet<string>): Item[] {
  const lines = text.split('\n').filter((each) => each !== '');
  return lines.map((each) => {
    const record = parseJson(each)?.value;
    const alertIds = alertIdsIn(record);
    const isNew = alertIds.some((id) => !known.has(id));
    const summary = line(textAt(record, 'title') ?? textAt(record, 'message'));
    return { summary, body: { key, record }, alertIds, arrived: isNew };
  });
}

interface Target {
  readonly bucket: string;
  readonly key: string;
}

const targetOf = (path: string): Target => {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return { bucket, key };
};

const isDamaged = ({ headers, bytes }: SandboxRequest): boolean => {
  const checksum = headers['x-amz-checksum-sha256'];
  return checksum !== undefined && checksum !== createHash('sha256').update(bytes).digest('base64');
};

function refusal(request: SandboxRequest, { bucket, key }: Target): Verdict | undefined {
  if (request.method !== 'PUT') return no(405, 'MethodNotAllowed');
  if (bucket !== S3_BUCKET) return no(404, 'NoSuchBucket');
  if (key.length > KEY_MAX) return no(400, 'KeyTooLongError');
  if (request.headers['x-amz-content-sha256'] === undefined) return no(400, 'InvalidRequest');
  return isDamaged(request) ? no(400, 'BadDigest') : undefined;
}

/** PutObject of Amazon S3 for one bucket. What is put under a key again replaces what was there. */
export function s3(): Receiver {
  const objects = new Map<string, ReadonlySet<string>>();

  function put({ text, bytes }: SandboxRequest, key: string): Verdict {
    const items = itemsOf(text, key, objects.get(key) ?? new Set());
    objects.set(key, new Set(items.flatMap(({ alertIds }) => alertIds)));
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    return { operation: 'PutObject', ok: true, answer: { status: 200, headers: { etag }, body: '' }, items };
  }

  return {
    handle(request) {
      const wrong = signatureError(request, sandboxSigner('s3'), ['', S3_PREFIX]);
      if (wrong !== undefined) return no(403, names[wrong] ?? wrong);
      const target = targetOf(request.path);
      return refusal(request, target) ?? put(request, target.key);
    },
    expired: () => error(400, 'ExpiredToken'),
  };
}
