import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { OutboundRequest } from '../domain/outbound.ts';
import type { AwsAuth, AwsKeys } from '../domain/request-auth.ts';

type Data = string | ArrayBuffer | ArrayBufferView;
const bytesOf = (data: Data): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data, 'utf8')
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

/** Node's own SHA-256 in the form that the signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/**
 * The AWS credentials of the function's role, or of this machine; loaded at their first use, refreshed when they
 * expire.
 */
function roleKeys(): () => Promise<AwsKeys> {
  let provider: Promise<() => Promise<AwsKeys>> | undefined;
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider());
    return (await provider)();
  };
}

const role = roleKeys();

/** The query; a name may occur several times. */
const queryOf = ({ searchParams }: URL): Record<string, string[]> =>
  Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));

/** Adds the headers of Signature Version 4. The path is signed as it is, for S3 unescaped. */
export async function signed(request: OutboundRequest, { service, region, keys }: AwsAuth): Promise<OutboundRequest> {
  const url = new URL(request.url);
  const signer = new SignatureV4({
    service,
    region,
    credentials: keys ?? role,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: true,
  });
  const { headers } = await signer.sign({
    method: request.method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: queryOf(url),
    headers: { ...request.headers, host: url.host },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  return { ...request, headers };
}
