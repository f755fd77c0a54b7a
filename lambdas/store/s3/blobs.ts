import type { S3Client } from '@aws-sdk/client-s3';
import type { Variables } from '../../config/env.ts';
import type { Blobs } from '../../engine/ports/blobs.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';

/** Blobs in a bucket of S3. Large bodies are rare, so the S3 client is loaded when the first one comes and not at every cold start. */
export function createBlobs(name: string, variables: Variables): Blobs {
  let client: Promise<S3Client> | undefined;
  const s3 = () => import('@aws-sdk/client-s3');
  const connect = async () =>
    bounded(
      new (await s3()).S3Client({
        ...clientOptions(variables, 'S3'),
        forcePathStyle: variables['AWS_ENDPOINT_URL_S3'] !== undefined,
      }),
    );
  const connected = () => {
    client ??= connect();
    return client;
  };
  return {
    async store(key, bytes) {
      const { PutObjectCommand } = await s3();
      await (await connected()).send(new PutObjectCommand({ Bucket: name, Key: key, Body: bytes }));
    },
    async load(key) {
      const { GetObjectCommand } = await s3();
      const { Body } = await (await connected()).send(new GetObjectCommand({ Bucket: name, Key: key }));
      if (Body === undefined) throw new Error(`object ${key} has no body`);
      return Body.transformToByteArray();
    },
  };
}
