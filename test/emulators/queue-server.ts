import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import type { Listening } from './loopback.ts';
import { REGION } from './region.ts';
import { queueRefusalOf } from './strict-queue/requests.ts';

/**
 * SQS takes #x9 #xA #xD #x20–#xD7FF #xE000–#xFFFD #x10000–#x10FFFF. The emulator looks at halves of surrogate pairs and
 * so refuses every character beyond #xFFFF; its own expression gets the right test.
 */
const carried = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

async function takeAllPlanes(): Promise<void> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('fauxqs is not installed: run npm ci');
  const types = pathToFileURL(path.join(path.dirname(manifest), 'dist/sqs/sqsTypes.js')).href;
  const { INVALID_MESSAGE_BODY_CHAR: expression } = await import(types);
  if (!(expression instanceof RegExp)) throw new Error(`${types}: INVALID_MESSAGE_BODY_CHAR is no expression any more`);
  expression.test = (text) => !carried.test(text);
}

/** SQS and S3 in memory, on loopback, that refuse what the real SQS refuses: its own `startFauxqs` listens on all addresses, whatever it is told. */
export async function startQueueServer(): Promise<Listening> {
  await takeAllPlanes();
  const app = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: REGION });
  app.addHook('preHandler', async ({ headers, body }, reply) => {
    const operation = /^AmazonSQS\.(\w+)$/.exec(String(headers['x-amz-target'] ?? ''))?.[1];
    const refusal = operation === undefined || !isFields(body) ? undefined : queueRefusalOf(operation, body);
    if (refusal !== undefined) await reply.code(400).send({ __type: `com.amazonaws.sqs#${refusal}`, message: refusal });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
